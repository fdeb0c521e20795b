using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Relay.Broadcasting;

namespace TweetStream.Tests.Relay.Broadcasting;

/// <summary>Subscribers of a relay that keeps an archive, over real sockets and files.</summary>
public sealed class ArchiveSubscriptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("earliest", 0)]
    [InlineData("0", 0)]
    [InlineData("3", 3)]
    [InlineData("5", 5)]
    [InlineData("latest", 5)]
    public async Task A_subscriber_gets_what_is_archived_from_its_position_on_and_then_what_comes(string from, int first)
    {
        await using var relay = Broadcast();
        for (var i = 0; i < 5; i++)
            relay.Post("post " + i);
        using var client = await relay.ConnectAsync();
        await client.SayAsync($"subscribe json from={from} nonce=1\n");
        Assert.Equal($"subscribed json nonce=1 archive={relay.Log.Id} first=0 last=4 next={first}", await client.ReadLineAsync());
        relay.Post("post 5");
        relay.Post("post 6");
        for (var i = first; i < 7; i++)
            Assert.Equal((i, "post " + i), Read(await client.ReadLineAsync()));
    }

    [Fact]
    public async Task What_was_held_back_while_the_client_was_silent_is_neither_lost_nor_given_twice()
    {
        await using var relay = Broadcast();
        relay.Post("post 0");
        using var client = await relay.ConnectAsync();
        relay.Post("post 1");
        await client.SayAsync("subscribe json from=earliest nonce=1\n");
        await client.ReadLineAsync();
        relay.Post("post 2");
        for (var i = 0; i < 3; i++)
            Assert.Equal((i, "post " + i), Read(await client.ReadLineAsync()));
    }

    [Fact]
    public async Task An_offset_of_another_archive_means_nothing_and_the_answer_says_which_this_is()
    {
        await using var relay = Broadcast();
        relay.Post("post 0");
        using var client = await relay.ConnectAsync();
        await client.SayAsync("subscribe json from=17 archive=other nonce=1\n");
        Assert.Equal($"subscribed json nonce=1 archive={relay.Log.Id} first=0 last=0 next=1", await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_subscriber_that_does_not_read_costs_no_memory_is_not_cut_off_and_misses_nothing()
    {
        await using var relay = Broadcast(new() { ClientQueueBytes = 4 * 1024 * 1024 });
        using var client = await relay.ConnectAsync(receiveBuffer: 4096);
        await client.SayAsync("subscribe json from=latest nonce=1\n");
        await client.ReadLineAsync();
        // Far more than the kernel and the queue would take.
        var text = new string('a', 32 * 1024);
        const int Posts = 1000;
        for (var i = 0; i < Posts; i++)
            relay.Post(text);
        Assert.InRange(relay.Broadcaster.WaitingBytes, 0, ClientQueue.CatchUpBytes + (64 * 1024));
        for (var i = 0; i < Posts; i++)
            Assert.Equal((i, text), Read(await client.ReadLineAsync()));
        Assert.Equal(0, relay.Broadcaster.SlowClients);
    }

    [Fact]
    public async Task A_restarted_relay_goes_on_with_the_offsets_of_its_archive()
    {
        string id;
        await using (var before = Broadcast())
        {
            before.Post("post 0");
            id = before.Log.Id;
        }

        await using var after = Broadcast();
        using var client = await after.ConnectAsync();
        after.Post("post 1");
        await client.SayAsync($"subscribe json from=0 archive={id} nonce=1\n");
        Assert.Equal($"subscribed json nonce=1 archive={id} first=0 last=1 next=0", await client.ReadLineAsync());
        Assert.Equal((0, "post 0"), Read(await client.ReadLineAsync()));
        Assert.Equal((1, "post 1"), Read(await client.ReadLineAsync()));
    }

    [Fact]
    public async Task At_the_end_of_all_posts_a_subscriber_still_gets_the_whole_archive()
    {
        await using var relay = Broadcast();
        var text = new string('a', 8 * 1024);
        for (var i = 0; i < 1000; i++)
            relay.Post(text);
        using var client = await relay.ConnectAsync();
        await client.SayAsync("subscribe json from=earliest nonce=1\n");
        await client.ReadLineAsync();
        var finishing = relay.Broadcaster.FinishAsync(CancellationToken.None);
        var lines = Encoding.UTF8.GetString(await client.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await finishing;
        Assert.Equal(Enumerable.Range(0, 1000), lines.Select(line => Read(line).Offset));
    }

    [Fact]
    public async Task A_subscriber_that_speaks_when_everything_has_ended_already_still_gets_the_archive()
    {
        var time = new FakeTimeProvider();
        await using var relay = Broadcast(time: time);
        using var client = await relay.ConnectAsync();
        relay.Post("post 0");
        // Its silence has been taken for the wish to have text.
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                return client.Socket.Available > 0;
            },
            "text comes");
        Assert.Equal("post 0", await client.ReadLineAsync());
        var finishing = relay.Broadcaster.FinishAsync(CancellationToken.None);
        await client.SayAsync("subscribe json from=earliest nonce=1\n");
        Assert.StartsWith("subscribed json ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal((0, "post 0"), Read(await client.ReadLineAsync()));
        Assert.Null(await client.ReadLineAsync());
        await time.PumpUntilAsync(finishing);
    }

    [Fact]
    public async Task At_the_end_a_subscriber_that_takes_nothing_is_given_up()
    {
        var time = new FakeTimeProvider();
        await using var relay = Broadcast(time: time);
        var text = new string('a', 32 * 1024);
        for (var i = 0; i < 500; i++)
            relay.Post(text);
        using var stuck = await relay.ConnectAsync(receiveBuffer: 4096);
        await stuck.SayAsync("subscribe json from=earliest nonce=1\n");
        await stuck.ReadLineAsync();
        var finishing = relay.Broadcaster.FinishAsync(CancellationToken.None);
        await time.PumpUntilAsync(finishing);
        Assert.Equal(1, relay.Broadcaster.SlowClients);
    }

    [Fact]
    public async Task Subscribers_that_come_and_go_at_any_pace_get_every_offset_from_their_position_on_once()
    {
        await using var relay = Broadcast(new() { ClientQueueBytes = 1 << 30 });
        var gen = Gen.Select(Gen.Int[0, 400].Array[1, 4], Gen.Int[1, 30].Array[1, 4], Gen.Int[10, 2000]);
        await gen.SampleAsync(
            async (behind, pieces, size) =>
            {
                var text = new string('x', size);
                var end = relay.Log.Next;
                var posting = Task.Run(() =>
                {
                    for (var i = 0; i < 300; i++)
                        relay.Post(text);
                });
                await Task.WhenAll(behind.Select(async (back, n) =>
                {
                    var position = Math.Max(0, end - back);
                    var (left, piece) = (end - position + 100, pieces[n % pieces.Length]);
                    while (left > 0)
                    {
                        using var client = await LineClient.ConnectAsync(relay.Address);
                        await client.SayAsync($"subscribe json from={position} archive={relay.Log.Id} nonce=1\n");
                        await client.ReadLineAsync();
                        for (var i = 0; i < piece * 20 && left > 0; i++, left--)
                            Assert.Equal(position++, Read(await client.ReadLineAsync()).Offset);
                        client.Vanish();
                    }
                }));
                await posting;
            },
            iter: 30,
            threads: 1);
    }

    private RunningBroadcast Broadcast(TweetStream.Relay.RelayOptions? options = null, TimeProvider? time = null) =>
        new((options ?? new()) with { Archive = new() { Folder = _folder.Path("posts"), FreeDiskFloor = 0 } }, time);

    private static (int Offset, string Text) Read(string? line)
    {
        var post = JsonDocument.Parse(line!).RootElement;
        return (post.GetProperty("offset").GetInt32(), post.GetProperty("text").GetString()!);
    }
}
