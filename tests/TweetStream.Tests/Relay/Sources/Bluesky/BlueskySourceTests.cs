using System.Text.Json;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Bluesky;
using TweetStream.Relay.Sources.Live;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Bluesky;

public sealed class BlueskySourceTests
{
    private const string V1 = nameof(JetstreamVersion.V1);
    private const string V2 = nameof(JetstreamVersion.V2);

    [Theory]
    [InlineData(V1, "/subscribe?wantedCollections=app.bsky.feed.post")]
    [InlineData(V2, "/xrpc/network.bsky.jetstream.subscribeEvents?kinds=commit&collections=app.bsky.feed.post")]
    public async Task Posts_reach_a_subscriber_with_their_own_tags_and_the_time_at_which_the_service_saw_them(string version, string query)
    {
        await using var running = await StartAsync(version);
        Assert.Equal([query], running.Fake.Queries);
        var e = running.Fake.Post("#one and text", "one", "beside");
        var post = await running.NextAsync();
        Assert.Equal("#one and text", post.GetProperty("text").GetString());
        Assert.Equal(["one", "beside"], Tags(post));
        Assert.Equal(RunningSource.Start, post.GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal(("bluesky", $"{e.Did}/{e.Rkey}", e.Did, "en"), (Text(post, "source"), Text(post, "id"), Text(post, "author"), Text(post, "lang")));
        Assert.Equal(version == V1 ? $"{e.Microseconds}" : $"{e.Seq}", Text(post, "cursor"));
    }

    [Theory]
    [InlineData(V1)]
    [InlineData(V2)]
    public async Task Changes_deletions_likes_and_news_of_accounts_are_no_posts(string version)
    {
        await using var running = await StartAsync(version);
        running.Fake.Post("before");
        running.Fake.Add(e => e with { Operation = "update", Record = FakeJetstreamEvent.RecordOf("changed", []) });
        running.Fake.Add(e => e with { Operation = "delete" });
        running.Fake.Add(e => e with { Collection = "app.bsky.feed.like", Record = """{"text":"no post"}""" });
        foreach (var kind in (string[])["identity", "account", "sync"])
            running.Fake.Add(e => e with { Kind = kind });
        running.Fake.Send("""{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#novelty","seq":1,"text":"?"}}""");
        Assert.Equal(["before"], await running.TextsAsync());

        // Version 2 sends neither likes nor accounts, for it was asked for posts alone.
        Assert.Equal((version == V1 ? 6 : 3, 0L), (running.Tally.Control, running.Tally.Malformed));
    }

    [Fact]
    public async Task What_it_does_not_know_beside_a_post_makes_no_difference()
    {
        await using var running = await StartAsync();
        running.Fake.Add(e => e with { Record = FakeJetstreamEvent.RecordOf("x #a", ["a"]).Replace("\"text\"", "\"new\":{\"deep\":[1,{}]},\"text\"", StringComparison.Ordinal) });
        Assert.Equal(["x #a"], await running.TextsAsync());
    }

    [Fact]
    public async Task Words_and_languages_are_filtered_on_our_side_and_move_the_position_all_the_same()
    {
        await using var running = await RunningBluesky.StartAsync(new() { Track = [Term("#music"), Term(RunningBluesky.End)], Languages = ["de", "en"] });
        running.Fake.Add(e => e with { Record = FakeJetstreamEvent.RecordOf("Lied #music", ["music"], "de") });
        running.Fake.Add(e => e with { Record = FakeJetstreamEvent.RecordOf("chanson #music", ["music"], "fr") });
        running.Fake.Add(e => e with { Record = FakeJetstreamEvent.RecordOf("other", [], "de") });
        Assert.Equal(["Lied #music"], await running.TextsAsync());
        Assert.Equal((2L, "4"), (running.Relay.Source.Counts.FilteredOut, running.Cursor));
        running.Fake.Post("neither");
        await Eventually.HoldsAsync(() => running.Cursor == "5", "a post that is filtered out moves it");

        static TrackTerm Term(string text) => TrackTerm.TryParse(text, out var term, out _) ? term : throw new InvalidOperationException(text);
    }

    [Fact]
    public async Task Items_that_cannot_be_read_are_counted_and_nothing_else_is_lost()
    {
        await using var running = await StartAsync();
        running.Fake.Post("before");
        foreach (var rubbish in (string[])["{\"$type\":", "hello", "[1]", "{\"no\":\"post\"}", """{"$type":"message","payload":{"$type":"#commit","operation":"create","collection":"app.bsky.feed.post"}}"""])
            running.Fake.Send(rubbish);
        running.Fake.Post("after");
        Assert.Equal(["before", "after"], await running.TextsAsync());
        Assert.Equal(5, running.Tally.Malformed);
    }

    [Theory]
    [InlineData(V1)]
    [InlineData(V2)]
    public async Task A_message_above_the_limit_is_skipped_to_its_end_and_counted(string version)
    {
        await using var running = await RunningBluesky.StartAsync(RunningBluesky.Options(Enum.Parse<JetstreamVersion>(version)) with { MaxLineBytes = 200_000 });
        running.Fake.Post("before");
        running.Fake.Post(new string('a', 300_000));
        running.Fake.Post("long " + new string('b', 150_000));
        Assert.Equal(["before", "long " + new string('b', 150_000)], await running.TextsAsync());
        Assert.Equal((1L, 0L), (running.Tally.Oversized, running.Tally.Malformed));
    }

    [Fact]
    public async Task Where_nobody_listens_it_is_tried_again_ever_more_slowly()
    {
        Uri address;
        await using (var gone = new FakeJetstream())
            address = gone.SocketAddress;
        await using var relay = await RunningSource.StartAsync(new(), parts => new BlueskySource(SourceSpec.Network(SourceKind.Bluesky, address), parts));
        foreach (var wait in (int[])[250, 500, 750])
            Assert.Equal(wait, (await relay.WaitOverAsync()).TotalMilliseconds);
        Assert.StartsWith("bluesky: no connection (Connection refused); waiting 250 ms until ", relay.Log.Warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, 5, 10)]
    [InlineData(500, 5, 10)]
    [InlineData(429, 60, 120)]
    public async Task Trouble_and_limits_of_the_server_are_waited_out(int status, int first, int second)
    {
        await using var running = await RunningBluesky.StartAsync(arrange: fake =>
        {
            fake.Refusals.Enqueue(FakeJetstream.Answer(status, "ServiceUnavailable", "service not ready: cursor replay warming up"));
            fake.Refusals.Enqueue(FakeJetstream.Answer(status));
        }, connects: false);
        Assert.Equal(first, (await running.Relay.WaitOverAsync()).TotalSeconds);
        Assert.Equal(second, (await running.Relay.WaitOverAsync()).TotalSeconds);
        await running.ConnectedAsync();
        Assert.Contains($"(HTTP {status}: ServiceUnavailable: service not ready: cursor replay warming up); waiting {first} s until ", running.Log.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_is_waited_out_as_long_as_the_server_says()
    {
        await using var running = await RunningBluesky.StartAsync(arrange: fake => fake.Refusals.Enqueue(FakeJetstream.Answer(429, headers: ("Retry-After", "333"))), connects: false);
        Assert.Equal(333, (await running.Relay.WaitsAsync()).TotalSeconds);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(200)]
    public async Task Who_is_not_let_in_is_told_why_and_what_to_do(int status)
    {
        await using var running = await RunningBluesky.StartAsync(arrange: fake => fake.Refusals.Enqueue(FakeJetstream.Answer(status, "InvalidRequest", "no\nsuch thing")), connects: false);
        var refused = await Assert.ThrowsAsync<SourceRefusedException>(() => running.Relay.Running);
        Assert.Equal($"HTTP {status}: InvalidRequest: no such thing. See whether {running.Fake.SocketAddress.ToString().TrimEnd('/')} is a Jetstream that speaks v2; --jetstream chooses the other version", refused.Message);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_after_30_s()
    {
        var asked = new TaskCompletionSource();
        await using var running = await RunningBluesky.StartAsync(arrange: fake => fake.Refusals.Enqueue(FakeJetstream.NoAnswer(asked)), connects: false);
        await asked.Task;
        running.Relay.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(LivePhase.Connecting, running.Relay.Source.State.Phase);
        running.Relay.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(250, (await running.Relay.WaitOverAsync()).TotalMilliseconds);
        await running.ConnectedAsync();
        Assert.Contains("no connection (no answer for 30 s)", running.Log.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_is_a_normal_ending_whenever_it_comes()
    {
        var waiting = await RunningBluesky.StartAsync(arrange: fake => fake.Refusals.Enqueue(FakeJetstream.Answer(503)), connects: false);
        await waiting.Relay.WaitsAsync();
        var asked = new TaskCompletionSource();
        var connecting = await RunningBluesky.StartAsync(arrange: fake => fake.Refusals.Enqueue(FakeJetstream.NoAnswer(asked)), connects: false);
        await asked.Task;
        foreach (var running in (RunningBluesky[])[waiting, connecting, await StartAsync()])
        {
            await running.DisposeAsync();
            Assert.True(running.Relay.Running.IsCanceled);
        }
    }

    [Theory]
    [InlineData(V1)]
    [InlineData(V2)]
    public async Task A_check_tells_whether_the_server_lets_us_in_and_leaves(string version)
    {
        await using var fake = new FakeJetstream();
        var source = RunningBluesky.Source(fake, Parts(version));
        Assert.Equal(["the server answers and lets us in"], await source.CheckAsync(CancellationToken.None).ToListAsync());
        await Eventually.HoldsAsync(() => fake.Subscribers == 0, "nobody stays");
    }

    [Fact]
    public async Task A_check_tells_that_the_cursor_is_too_old_and_changes_nothing()
    {
        await using var fake = new FakeJetstream { Floor = 50 };
        var source = RunningBluesky.Source(fake, Parts(V2));
        source.Position.Latest = new("7", RunningSource.Start);
        Assert.Equal(
            "the server answers, but does not go on from there (HTTP 400: CursorTooOld: subscribe: cursor too old: cursor 7 below lookback floor 50; re-backfill from your last seq): what came since then is missed",
            (await source.CheckAsync(CancellationToken.None).ToListAsync())[^1]);
        Assert.Equal("7", source.Position.Latest?.Cursor);
    }

    [Fact]
    public async Task A_check_fails_where_the_server_does()
    {
        await using var fake = new FakeJetstream();
        fake.Refusals.Enqueue(FakeJetstream.Answer(503));
        var source = RunningBluesky.Source(fake, Parts(V2));
        var failure = await Assert.ThrowsAsync<DisconnectException>(() => source.CheckAsync(CancellationToken.None).ToListAsync().AsTask());
        Assert.Equal((DisconnectKind.ServerTrouble, "HTTP 503 Service Unavailable"), (failure.Disconnect.Kind, failure.Message));
        await using (var gone = new FakeJetstream())
            source = RunningBluesky.Source(gone, Parts(V2));
        failure = await Assert.ThrowsAsync<DisconnectException>(() => source.CheckAsync(CancellationToken.None).ToListAsync().AsTask());
        Assert.Equal((DisconnectKind.Unreachable, "Connection refused"), (failure.Disconnect.Kind, failure.Message));
    }

    private static LiveParts Parts(string version) =>
        new(RunningBluesky.Options(Enum.Parse<JetstreamVersion>(version)), new(null, TimeProvider.System), TimeProvider.System, new LogLines());

    private static Task<RunningBluesky> StartAsync(string version = V2) => RunningBluesky.StartAsync(RunningBluesky.Options(Enum.Parse<JetstreamVersion>(version)));

    private static string? Text(JsonElement post, string name) => post.GetProperty(name).GetString();

    private static IEnumerable<string?> Tags(JsonElement post) => post.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString());
}
