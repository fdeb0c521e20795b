using System.Net.WebSockets;
using System.Text;
using TweetStream.Relay.Sources.Bluesky;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Bluesky;

/// <summary>Frames, ends and signs of life of the WebSocket.</summary>
public sealed class BlueskyConnectionTests
{
    [Fact]
    public async Task A_message_may_come_in_any_pieces_even_cut_within_a_character()
    {
        await using var running = await RunningBluesky.StartAsync();
        var bytes = Encoding.UTF8.GetBytes(new FakeJetstreamEvent(1, RunningSource.Start, "did:plc:1") { Rkey = "3mp", Record = FakeJetstreamEvent.RecordOf("né 🦋 #蝶", ["蝶"]) }.Version2());
        running.Fake.Do(async socket =>
        {
            for (var i = 0; i < bytes.Length; i++)
                await socket.SendAsync(bytes.AsMemory(i, 1), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
            await socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        });
        Assert.Equal(["né 🦋 #蝶"], await running.TextsAsync());
    }

    [Fact]
    public async Task A_message_of_just_the_limit_passes_and_one_byte_more_does_not()
    {
        const int limit = 70_000;
        await using var running = await RunningBluesky.StartAsync(new() { MaxLineBytes = limit });
        var frame = Encoding.UTF8.GetByteCount(new FakeJetstreamEvent(1, RunningSource.Start, "did:plc:1") { Rkey = "3mp1", Record = FakeJetstreamEvent.RecordOf("", []) }.Version2());
        running.Fake.Post(new string('a', limit - frame));
        running.Fake.Post(new string('b', limit - frame + 1));
        running.Fake.Do(async socket =>
        {
            // Oversized in pieces, of which the last is empty.
            for (var i = 0; i < 100; i++)
                await socket.SendAsync(new byte[limit / 10], WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
            await socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        });
        Assert.Equal([new string('a', limit - frame)], await running.TextsAsync());
        Assert.Equal(2, running.Tally.Oversized);
    }

    [Theory]
    [InlineData(1001, "server shutting down", "the connection ended (the server closed it: 1001 going away: server shutting down)")]
    [InlineData(1000, "", "the connection ended (the server closed it: 1000 done)")]
    [InlineData(1008, "two\nlines", "the connection ended (the server closed it: 1008 against its rules: two lines)")]
    [InlineData(1011, "oops", "the network has trouble (the server closed it: 1011 internal error: oops)")]
    [InlineData(4000, "own", "the connection ended (the server closed it: 4000: own)")]
    public async Task A_close_of_the_server_is_told_in_words_and_made_good_at_once(int code, string reason, string told)
    {
        await using var running = await RunningBluesky.StartAsync();
        running.Fake.Post("before");
        running.Fake.Close((WebSocketCloseStatus)code, reason);
        await running.ConnectedAsync(times: 2);
        Assert.Equal(["before"], await running.TextsAsync());
        Assert.Equal($"bluesky: {told}; connecting again at once", running.Log.Warnings[0]);
    }

    [Theory]
    [InlineData("ConsumerTooSlow", "the connection ended (ConsumerTooSlow: reconnect with cursor=1)")]
    [InlineData("InternalError", "the network has trouble (InternalError: reconnect with cursor=1)")]
    public async Task An_error_on_the_stream_ends_the_connection_with_its_words(string error, string told)
    {
        await using var running = await RunningBluesky.StartAsync();
        running.Fake.Post("before");
        running.Fake.Fail(error, "reconnect with cursor=1");
        await running.ConnectedAsync(times: 2);
        Assert.EndsWith("&cursor=1", running.Fake.Queries[^1], StringComparison.Ordinal);
        Assert.Equal($"bluesky: {told}; connecting again at once", running.Log.Warnings[0]);
        Assert.Equal(["before"], await running.TextsAsync());
    }

    [Fact]
    public async Task An_error_ends_the_connection_even_where_the_server_lets_it_stand()
    {
        await using var running = await RunningBluesky.StartAsync();
        running.Fake.Send("""{"$type":"error"}""");
        await running.ConnectedAsync(times: 2);
        Assert.Equal("bluesky: the connection ended (an error without a name); connecting again at once", running.Log.Warnings[0]);
    }

    [Fact]
    public async Task A_notice_of_the_server_is_told_and_ends_nothing()
    {
        await using var running = await RunningBluesky.StartAsync();
        running.Fake.Send("""{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#info","name":"OutdatedCursor","message":"starting at seq 42"}}""");
        running.Fake.Post("after");
        Assert.Equal(["after"], await running.TextsAsync());
        Assert.Equal(["bluesky: the server says OutdatedCursor: starting at seq 42"], running.Log.Warnings);
    }

    [Fact]
    public async Task A_connection_that_breaks_within_a_message_is_made_good()
    {
        await using var running = await RunningBluesky.StartAsync();
        running.Fake.Post("before");
        running.Fake.Do(socket => socket.SendAsync(new byte[10], WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None));
        running.Fake.End();
        await running.ConnectedAsync(times: 2);
        running.Fake.Post("after");
        Assert.Equal(["before", "after"], await running.TextsAsync());
        Assert.StartsWith("bluesky: the connection ended (", running.Log.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_that_keep_breaking_are_made_ever_more_slowly()
    {
        await using var running = await RunningBluesky.StartAsync(arrange: fake => fake.Post("a"));
        running.Fake.Abort();
        await running.ConnectedAsync(times: 2);
        foreach (var (n, wait) in ((int, int)[])[(3, 250), (4, 500), (5, 750)])
        {
            running.Fake.Abort();
            Assert.Equal(wait, (await running.Relay.WaitOverAsync()).TotalMilliseconds);
            await running.ConnectedAsync(n);
        }
    }

    /// <summary>Pings run on real time: here they come so fast that many are answered before the test goes on.</summary>
    [Fact]
    public async Task A_quiet_server_that_answers_pings_is_not_dead()
    {
        await using var running = await RunningBluesky.StartAsync(pings: new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(20)));
        running.Relay.Time.Advance(TimeSpan.FromHours(1));
        await Eventually.HoldsAsync(() => running.Fake.Pings >= 10, "ten pings were sent, of which nine are answered");
        running.Fake.Post("after all");
        Assert.Equal(["after all"], await running.TextsAsync());
        Assert.Single(running.Fake.Queries);
    }

    [Fact]
    public async Task A_server_that_answers_no_ping_is_dead()
    {
        await using var running = await RunningBluesky.StartAsync(arrange: fake => fake.AnswersPings = false, pings: new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(500)));
        running.Fake.AnswersPings = true;
        running.Fake.Post("missed by nobody");
        await running.ConnectedAsync(times: 2);
        Assert.Equal(["missed by nobody"], await running.TextsAsync());
        Assert.Equal("bluesky: the connection is dead (no answer to a ping for 0.5 s); connecting again at once", running.Log.Warnings[0]);
    }

    [Fact]
    public async Task The_usual_ping_comes_every_30_s()
    {
        Assert.Equal(new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)), JetstreamPings.Usual);
        await using var running = await RunningBluesky.StartAsync();
        Assert.Equal(0, running.Fake.Pings);
    }
}
