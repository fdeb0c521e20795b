using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using TweetStream.Relay;
using TweetStream.Relay.Sources.Bluesky;
using TweetStream.Relay.Sources.Live;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Bluesky;

/// <summary>Messages that come as Zstandard frames, with a dictionary of the server.</summary>
public sealed class BlueskyCompressionTests
{
    private static readonly FakeCompression Compression = ZstdCompression.Train();
    private static readonly FakeCompression Newer = ZstdCompression.Train(2500);
    private static readonly RelayOptions Compressed = new() { Bluesky = new() { Zstd = true } };

    [Fact]
    public async Task Messages_come_compressed_with_the_servers_dictionary()
    {
        await using var running = await StartAsync();
        Assert.EndsWith($"&zstdDictionary={Compression.Id}", running.Fake.Queries[0], StringComparison.Ordinal);
        Assert.Contains("Information: bluesky: connected; live, compressed", running.Log.All);
        running.Fake.Post("one #a", "a");
        running.Fake.Post("two " + new string('x', 500_000));
        running.Fake.Add(e => e with { Operation = "delete" });
        running.Fake.Post("three");
        Assert.Equal(["one #a", "two " + new string('x', 500_000), "three"], await running.TextsAsync());
        Assert.Equal((1L, 0L, 0L), (running.Tally.Control, running.Tally.Malformed, running.Tally.Oversized));
    }

    [Fact]
    public async Task The_dictionary_is_fetched_once_for_all_connections()
    {
        await using var running = await StartAsync();
        running.Fake.Post("one");
        running.Fake.Fail("InternalError", "compressed as well");
        await running.ConnectedAsync(times: 2);
        running.Fake.Post("two");
        Assert.Equal(["one", "two"], await running.TextsAsync());
        Assert.EndsWith($"&cursor=1&zstdDictionary={Compression.Id}", running.Fake.Queries[1], StringComparison.Ordinal);
        Assert.Single(running.Fake.Requests, asked => asked.PathAndQuery == FakeJetstream.DictionaryPath);
        Assert.Contains("(InternalError: compressed as well)", running.Log.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dictionary_that_the_server_has_retired_is_fetched_anew()
    {
        await using var running = await StartAsync();
        running.Fake.Post("one");
        Assert.Equal("one", (await running.NextAsync()).GetProperty("text").GetString());
        running.Fake.Compression = Newer;
        running.Fake.Abort();
        await running.ConnectedAsync(times: 3);
        running.Fake.Post("two");
        Assert.Equal(["two"], await running.TextsAsync());
        Assert.EndsWith($"&cursor=1&zstdDictionary={Newer.Id}", running.Fake.Queries[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_server_refuses_its_own_dictionary_messages_come_plain()
    {
        await using var running = await StartAsync(fake =>
        {
            fake.Refusals.Enqueue(FakeJetstream.Answer(400, "UnknownZstdDictionary", "retired"));
            fake.Refusals.Enqueue(FakeJetstream.Answer(400, "UnknownZstdDictionary", "retired"));
        });
        running.Fake.Post("plain");
        Assert.Equal(["plain"], await running.TextsAsync());
        Assert.DoesNotContain("zstdDictionary", running.Fake.Queries[2], StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Failures => new()
    {
        { "refused", "HTTP 404: DictionaryNotFound: no dictionary" },
        { "empty", "no Zstandard dictionary" },
        { "other", "no Zstandard dictionary" },
        { "damaged", "a damaged Zstandard dictionary (" },
        { "endless", "a dictionary of more than 1048576 bytes" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Without_a_dictionary_messages_come_plain_and_that_is_told(string failure, string told)
    {
        await using var running = await StartAsync(fake => fake.DictionaryAnswer = context => failure switch
        {
            "refused" => FakeJetstream.Answer(404, "DictionaryNotFound", "no dictionary")(context),
            "empty" => Task.CompletedTask,
            "other" => context.Response.WriteAsync("<html>hello</html>"),
            "damaged" => context.Response.Body.WriteAsync((byte[])[0x37, 0xA4, 0x30, 0xEC, 1, 2, 3, 4, .. Encoding.UTF8.GetBytes("nothing like it")]).AsTask(),
            _ => context.Response.Body.WriteAsync(new byte[2 * 1024 * 1024]).AsTask(),
        });
        running.Fake.Post("plain");
        Assert.Equal(["plain"], await running.TextsAsync());
        Assert.StartsWith($"bluesky: messages come uncompressed, for the server gives out no dictionary ({told}", running.Log.Warnings[0], StringComparison.Ordinal);
        Assert.DoesNotContain("zstdDictionary", running.Fake.Queries[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dictionary_that_does_not_come_is_done_without_after_30_s()
    {
        var asked = new TaskCompletionSource();
        await using var running = await StartAsync(fake => fake.DictionaryAnswer = FakeJetstream.NoAnswer(asked), connects: false);
        await asked.Task;
        running.Relay.Time.Advance(TimeSpan.FromSeconds(30));
        await running.ConnectedAsync();
        Assert.Equal(["bluesky: messages come uncompressed, for the server gives out no dictionary (not a byte for 30 s)"], running.Log.Warnings);
    }

    [Fact]
    public async Task A_bomb_is_oversized_and_rubbish_is_malformed_and_nothing_else_is_lost()
    {
        await using var running = await StartAsync(options: Compressed with { MaxLineBytes = 100_000 });
        running.Fake.Post("before");
        var bomb = Compression.Compress(new byte[200_000_000]);
        Assert.InRange(bomb.Length, 1, 50_000);
        var post = Compression.Compress(Encoding.UTF8.GetBytes(new FakeJetstreamEvent(9, RunningSource.Start, "did:plc:9") { Record = FakeJetstreamEvent.RecordOf("of another dictionary", []) }.Version2()));
        foreach (var message in (byte[][])[bomb, [], [1, 2, 3], post[..^3], [.. post[..10], 0xFF, .. post[11..]], Newer.Compress("{}"u8.ToArray())])
            running.Fake.Do(socket => socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None));
        running.Fake.Post("after");
        Assert.Equal(["before", "after"], await running.TextsAsync());
        Assert.Equal((1L, 4L), (running.Tally.Oversized, running.Tally.Malformed));
    }

    [Fact]
    public async Task A_check_tells_which_dictionary_messages_come_with()
    {
        await using var fake = new FakeJetstream { Compression = Compression };
        var log = new LogLines();
        var source = RunningBluesky.Source(fake, new LiveParts(Compressed, new(null, TimeProvider.System), TimeProvider.System, log));
        Assert.Contains($"messages come compressed with dictionary {Compression.Id}, {Compression.Dictionary.Length} bytes", await source.CheckAsync(CancellationToken.None).ToListAsync());
        fake.Compression = null;
        Assert.Single(await source.CheckAsync(CancellationToken.None).ToListAsync());
        Assert.Single(log.Warnings);
    }

    [Fact]
    public void Version_1_cannot_be_compressed()
    {
        var refused = Assert.Throws<ArgumentException>(() => new RelayOptions { Bluesky = new() { Zstd = true, Version = JetstreamVersion.V1 } }.Validate());
        Assert.StartsWith("Zstd is True with V1, whose dictionary no server gives out; allowed is V2 for compressed messages, or V1 without", refused.Message, StringComparison.Ordinal);
        Compressed.Validate();
    }

    private static Task<RunningBluesky> StartAsync(Action<FakeJetstream>? arrange = null, RelayOptions? options = null, bool connects = true) => RunningBluesky.StartAsync(
        options ?? Compressed,
        fake =>
        {
            fake.Compression = Compression;
            arrange?.Invoke(fake);
        },
        connects: connects);
}
