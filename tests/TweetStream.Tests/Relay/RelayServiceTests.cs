using System.Text;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Wire;

namespace TweetStream.Tests.Relay;

public sealed class RelayServiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task All_clients_get_the_same_complete_lines_and_then_the_end(int clients)
    {
        var lines = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"post {i} with #tag{i % 7} 🎵 天気\n"));
        // On a clock that stands still nobody is given up, however busy the machine is.
        var options = Replay(_folder.Write("posts.txt", lines)) with { WaitForClients = clients };
        await using var relay = await RunningRelay.StartAsync(options, new FakeTimeProvider());
        var received = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            using var client = await relay.ConnectAsync();
            await client.SayAsync("text, please\n");
            return await client.ReadToEndAsync();
        }));
        await relay.Ended.WaitAsync(Patience.Limit);
        Assert.All(received, bytes => Assert.Equal(lines, Encoding.UTF8.GetString(bytes)));
        Assert.Equal(20_000, relay.Service.Counts.Posts);
        Assert.Equal(new() { ClientsTotal = clients }, relay.Service.Counts with { Sources = [] });
        Assert.Null(relay.Service.Failure);
    }

    [Fact]
    public async Task A_replay_waits_for_its_first_client()
    {
        await using var relay = await RunningRelay.StartAsync(Replay(_folder.Write("posts.txt", "one\ntwo\n")));
        Assert.Equal(0, relay.Service.Counts.Posts);
        using var client = await relay.ConnectAsync();
        Assert.Equal("one\ntwo\n", Encoding.UTF8.GetString(await client.ReadToEndAsync()));
    }

    [Fact]
    public async Task What_is_endless_waits_for_nobody()
    {
        await using var relay = await RunningRelay.StartAsync(new() { Rate = PostRate.Max });
        await Eventually.HoldsAsync(() => relay.Service.Counts.Posts > 1000, "posts are made");
    }

    [Fact]
    public async Task A_stop_under_load_gives_whole_lines_and_a_regular_end()
    {
        await using var relay = await RunningRelay.StartAsync(new() { Rate = PostRate.Max, ClientQueueBytes = 1L << 40 }, new FakeTimeProvider());
        var reading = Enumerable.Range(0, 3).Select(async i =>
        {
            using var client = await relay.ConnectAsync();
            await client.SayAsync(i == 0 ? "subscribe json from=latest nonce=1\n" : "text, please\n");
            return (Bytes: await client.ReadToEndAsync(), client.Failure);
        }).ToArray();
        await Eventually.HoldsAsync(() => relay.Service.Counts is { Clients: 3, Posts: > 200_000 }, "the relay is under load");
        await relay.StopAsync();
        foreach (var (bytes, failure) in await Task.WhenAll(reading))
        {
            Assert.Null(failure);
            Assert.NotEmpty(bytes);
            Assert.Equal((byte)'\n', bytes[^1]);
        }
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_client_that_never_reads()
    {
        await using var relay = await RunningRelay.StartAsync(new() { Rate = PostRate.Max, ClientQueueBytes = 1L << 40 });
        using var stuck = await relay.ConnectAsync(receiveBuffer: 4096);
        await Eventually.HoldsAsync(() => relay.Service.Counts is { Clients: 1, Posts: > 200_000 }, "the client is stuck");
        await relay.StopAsync().WaitAsync(Patience.Limit);
        Assert.Equal(0, relay.Service.Counts.Clients);
    }

    [Fact]
    public async Task A_recording_that_is_missing_is_named_before_anyone_listens()
    {
        var missing = _folder.Path("missing.jsonl");
        var failure = await Assert.ThrowsAsync<RecordingException>(() => RunningRelay.StartAsync(Replay(missing)));
        Assert.Equal($"cannot read {missing}: there is no such file", failure.Message);
        failure = await Assert.ThrowsAsync<RecordingException>(() => RunningRelay.StartAsync(Replay(Path.GetDirectoryName(missing)!)));
        Assert.EndsWith(": it is a folder", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_fails_does_not_stop_the_others_and_is_remembered()
    {
        var damaged = _folder.Path("damaged.gz");
        await File.WriteAllBytesAsync(damaged, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        var options = Replay(damaged, _folder.Write("good.txt", "one\ntwo\n")) with { InTurn = true };
        await using var relay = await RunningRelay.StartAsync(options);
        using var client = await relay.ConnectAsync();
        Assert.Equal("one\ntwo\n", Encoding.UTF8.GetString(await client.ReadToEndAsync()));
        await relay.Ended.WaitAsync(Patience.Limit);
        Assert.StartsWith($"cannot read {damaged}: it is damaged", relay.Service.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sources_in_turn_play_one_after_the_other()
    {
        var options = Replay(_folder.Write("a.txt", "a\na\na\n"), _folder.Write("b.txt", "b\nb\n"), _folder.Write("c.txt", "c\n"));
        await using var relay = await RunningRelay.StartAsync(options with { InTurn = true });
        using var client = await relay.ConnectAsync();
        Assert.Equal("a\na\na\nb\nb\nc\n", Encoding.UTF8.GetString(await client.ReadToEndAsync()));
    }

    [Fact]
    public async Task Several_sources_at_once_share_the_numbering()
    {
        var options = Replay([.. Enumerable.Range(0, 4).Select(i => _folder.Write($"{i}.txt", string.Concat(Enumerable.Repeat($"from {i}\n", 5000))))]);
        await using var relay = await RunningRelay.StartAsync(options);
        using var client = await relay.ConnectAsync();
        await client.SayAsync("subscribe json from=latest nonce=1\n");
        await client.ReadLineAsync();
        for (var i = 0; i < 20_000; i++)
            Assert.StartsWith($"{{\"offset\":{i},", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task What_is_no_post_is_counted_and_left_out()
    {
        var lines = string.Join('\n', [
            """{"text":"a post","created_at":"2026-01-01T12:00:00Z"}""",
            """{"delete":{"status":{"id":1}}}""",
            "",
            """{"text":"half""",
            new string('x', 300),
            "plain text"]);
        var options = Replay(_folder.Write("mixed.jsonl", lines)) with { MaxLineBytes = 200, Track = [Term("post"), Term("plain")] };
        await using var relay = await RunningRelay.StartAsync(options);
        using var client = await relay.ConnectAsync();
        Assert.Equal("a post\nplain text\n", Encoding.UTF8.GetString(await client.ReadToEndAsync()));
        await relay.Ended.WaitAsync(Patience.Limit);
        Assert.Equal(2, relay.Service.Counts.Posts);
        Assert.Equal(new() { Control = 1, Malformed = 1, Oversized = 1, ClientsTotal = 1 }, relay.Service.Counts with { Sources = [] });
    }

    [Fact]
    public async Task Only_tracked_posts_pass_and_are_numbered_without_gaps()
    {
        var options = Replay(_folder.Write("posts.txt", "no\n#yes one\nno\nno\n#yes two\n")) with { Track = [Term("yes")] };
        await using var relay = await RunningRelay.StartAsync(options);
        using var client = await relay.ConnectAsync();
        await client.SayAsync("subscribe json from=latest nonce=1\n");
        var lines = Encoding.UTF8.GetString(await client.ReadToEndAsync()).Split('\n');
        Assert.StartsWith("{\"offset\":0,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("{\"offset\":1,", lines[2], StringComparison.Ordinal);
        await relay.Ended.WaitAsync(Patience.Limit);
        Assert.Equal((2, 3), (relay.Service.Counts.Posts, relay.Service.Counts.FilteredOut));
    }

    [Fact]
    public async Task A_source_that_repeats_five_minutes_of_posts_gives_each_once()
    {
        var posts = Enumerable.Range(0, 900).Select(second => $$"""{"id":"{{second}}","source":"x","text":"post {{second}}","created_at":{{second * 1000}}}""").ToList();
        var repeated = posts.Take(600).Concat(posts.Skip(300).Take(300)).Concat(posts.Skip(600));
        await using var relay = await RunningRelay.StartAsync(Replay(_folder.Write("posts.jsonl", string.Join('\n', repeated))));
        using var client = await relay.ConnectAsync();
        var lines = Encoding.UTF8.GetString(await client.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(0, 900).Select(second => $"post {second}"), lines);
        await relay.Ended.WaitAsync(Patience.Limit);
        Assert.Equal((900, 300), (relay.Service.Counts.Posts, relay.Service.Counts.Duplicates));
    }

    [Fact]
    public async Task A_recording_that_is_played_again_is_no_repetition()
    {
        var options = Replay(_folder.Write("posts.jsonl", """{"id":"1","text":"again"}""" + "\n")) with { Loop = true };
        await using var relay = await RunningRelay.StartAsync(options);
        await Eventually.HoldsAsync(() => relay.Service.Counts.Posts > 10, "it is played again and again");
        Assert.Equal(0, relay.Service.Counts.Duplicates);
    }

    [Fact]
    public async Task Made_up_posts_repeat_neither_recorded_ones_nor_each_other()
    {
        var recorded = string.Concat(Enumerable.Range(0, 100).Select(id => $$"""{"id":"{{id}}","source":"synthetic","text":"recorded"}""" + "\n"));
        var options = Replay(_folder.Write("posts.jsonl", recorded));
        await using var relay = await RunningRelay.StartAsync(options with { Sources = [.. options.Sources, SourceSpec.Synthetic, SourceSpec.Synthetic] });
        await Eventually.HoldsAsync(() => relay.Service.Counts.Posts > 10_000, "posts pass");
        Assert.Equal(0, relay.Service.Counts.Duplicates);
    }

    [Fact]
    public async Task What_cannot_be_read_is_kept_with_the_reason()
    {
        var letters = _folder.Path("letters.ndjson");
        var options = Replay(_folder.Write("posts.jsonl", "{\"text\":\"half\n" + new string('x', 300) + "\ngood\n")) with { MaxLineBytes = 200, DeadLetterFile = letters };
        await using var relay = await RunningRelay.StartAsync(options);
        using var client = await relay.ConnectAsync();
        Assert.Equal("good", await client.ReadLineAsync());
        await relay.Ended.WaitAsync(Patience.Limit);
        var kept = (await File.ReadAllLinesAsync(letters)).Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!).ToList();
        Assert.Equal(["replay:posts.jsonl", "replay:posts.jsonl"], kept.Select(letter => (string)letter["source"]!));
        Assert.Equal("{\"text\":\"half", (string)kept[0]["line"]!);
        Assert.Equal("longer than 200 bytes", (string)kept[1]["reason"]!);
        Assert.StartsWith("xxx", (string)kept[1]["line"]!, StringComparison.Ordinal);
    }

    private static RelayOptions Replay(params string[] files) =>
        new() { Sources = [.. files.Select(SourceSpec.Replay)], Rate = PostRate.Max };

    private static TrackTerm Term(string value)
    {
        Assert.True(TrackTerm.TryParse(value, out var term, out var reason), reason);
        return term;
    }
}
