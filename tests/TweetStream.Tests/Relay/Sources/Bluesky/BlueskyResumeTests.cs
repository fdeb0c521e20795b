using System.Globalization;
using CsCheck;
using TweetStream.Relay.Sources.Bluesky;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Bluesky;

/// <summary>Going on where the stream was left.</summary>
public sealed class BlueskyResumeTests
{
    private const string V1 = nameof(JetstreamVersion.V1);
    private const string V2 = nameof(JetstreamVersion.V2);

    // Ten times what waits for a client, and more than the sockets take.
    private const int LargePosts = 4000;
    private const int QueueBytes = 4 * 1024 * 1024;

    [Theory]
    [InlineData(V1)]
    [InlineData(V2)]
    public async Task After_a_break_it_goes_on_with_the_last_post_and_passes_that_once(string version)
    {
        await using var running = await StartAsync(version);
        running.Fake.Post("one");
        var two = running.Fake.Post("two");
        await running.NextAsync();
        await running.NextAsync();
        running.Fake.Abort();
        running.Fake.Post("three");
        await running.ConnectedAsync(times: 2);
        Assert.Equal(["three"], await running.TextsAsync());
        var cursor = version == V1 ? two.Microseconds - 5_000_000 : two.Seq;
        Assert.EndsWith($"&cursor={cursor}", running.Fake.Queries[^1], StringComparison.Ordinal);
        Assert.Equal(version == V1 ? 2 : 1, running.Relay.Source.Counts.Duplicates);
        Assert.Contains($"Information: bluesky: connected again, gap of 0 s; resumed from cursor {(version == V1 ? two.Microseconds : two.Seq)}", running.Log.All);
    }

    [Theory]
    [InlineData(V1)]
    [InlineData(V2)]
    public async Task After_a_restart_it_goes_on_where_the_earlier_run_came_to(string version)
    {
        await using var running = await RunningBluesky.StartAsync(
            RunningBluesky.Options(Enum.Parse<JetstreamVersion>(version)),
            fake =>
            {
                fake.Post("one");
                fake.Post("two");
                fake.Post("three");
            },
            new(version == V1 ? Microseconds(RunningSource.Start) : "2", RunningSource.Start),
            seen: ["did:plc:1/3mp1", "did:plc:2/3mp2"]);
        Assert.Equal(["three"], await running.TextsAsync());
        Assert.Empty(running.Log.Warnings);
    }

    [Fact]
    public async Task Without_a_cursor_it_begins_live_and_tells_the_gap()
    {
        await using var running = await RunningBluesky.StartAsync(arrange: fake => fake.Post("long ago"));
        Assert.Contains("Information: bluesky: connected; live", running.Log.All);
        running.Relay.Time.Advance(TimeSpan.FromSeconds(7));
        running.Fake.Abort();
        await running.ConnectedAsync(times: 2);
        Assert.Contains("bluesky: connected again, gap of 7 s, whose posts are missed; live", running.Log.Warnings);
    }

    [Fact]
    public async Task In_version_1_it_never_asks_for_what_came_before_1970()
    {
        await using var running = await RunningBluesky.StartAsync(RunningBluesky.Options(JetstreamVersion.V1), from: new("3000000", RunningSource.Start));
        Assert.EndsWith("&cursor=0", running.Fake.Queries[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_not_asked_for()
    {
        await using var running = await RunningBluesky.StartAsync(from: new("-1&x=y", RunningSource.Start));
        Assert.DoesNotContain("cursor", running.Fake.Queries[0], StringComparison.Ordinal);
        Assert.Contains("Information: bluesky: connected; live", running.Log.All);
    }

    [Fact]
    public async Task A_cursor_that_is_too_old_is_told_and_forgotten_and_it_goes_on_live()
    {
        await using var running = await RunningBluesky.StartAsync(arrange: fake => (fake.Floor, fake.NextSeq) = (100, 200), from: new("7", RunningSource.Start.AddDays(-2)));
        Assert.Equal(
            ["bluesky: the server does not go on from cursor 7, reached 2029-12-30 12:00:00Z (HTTP 400: CursorTooOld: subscribe: cursor too old: cursor 7 below lookback floor 100; re-backfill from your last seq); what came since then is missed, going on live"],
            running.Log.Warnings);
        Assert.Null(running.Cursor);
        Assert.Equal(2, running.Fake.Queries.Count);
        running.Fake.Post("now");
        Assert.Equal(["now"], await running.TextsAsync());
        Assert.Equal("201", running.Cursor);
    }

    [Fact]
    public async Task A_cursor_that_the_stream_itself_refuses_is_forgotten_too()
    {
        await using var running = await RunningBluesky.StartAsync(arrange: fake => fake.NextSeq = 200, from: new("190", RunningSource.Start));
        running.Fake.Fail("FutureCursor", "no such event");
        await running.ConnectedAsync(times: 2);
        Assert.DoesNotContain("cursor", running.Fake.Queries[^1], StringComparison.Ordinal);
        Assert.Equal("bluesky: the server does not go on from cursor 190, reached 2030-01-01 12:00:00Z (FutureCursor: no such event); what came since then is missed, going on live", running.Log.Warnings[0]);
    }

    [Fact]
    public async Task A_server_whose_numbers_are_not_those_we_know_is_told()
    {
        await using var running = await RunningBluesky.StartAsync(from: new("5000", RunningSource.Start));
        running.Fake.Post("of a server that was set up anew");
        Assert.Single(await running.TextsAsync());
        Assert.Equal(["bluesky: the server did not go on from cursor 5000, reached 2030-01-01 12:00:00Z but from cursor 1; posts between may be missed"], running.Log.Warnings);
        Assert.Equal("2", running.Cursor);
    }

    [Fact]
    public async Task A_server_of_version_1_that_has_less_than_we_ask_for_is_told()
    {
        var cursor = Microseconds(RunningSource.Start.AddDays(-3));
        await using var running = await RunningBluesky.StartAsync(
            RunningBluesky.Options(JetstreamVersion.V1), fake => fake.Post("the oldest"), new(cursor, RunningSource.Start.AddDays(-3)));
        Assert.Equal(["the oldest"], await running.TextsAsync());
        Assert.Equal([$"bluesky: the server did not go on from cursor {cursor}, reached 2029-12-29 12:00:00Z but from cursor {Microseconds(RunningSource.Start)}; posts between may be missed"], running.Log.Warnings);
    }

    [Fact]
    public async Task A_backlog_is_passed_on_whole_and_in_order()
    {
        await using var running = await RunningBluesky.StartAsync(
            arrange: fake =>
            {
                for (var i = 0; i < 5000; i++)
                    fake.Post(i.ToString(CultureInfo.InvariantCulture));
            },
            from: new("1", RunningSource.Start));
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => i.ToString(CultureInfo.InvariantCulture)), await running.TextsAsync());
    }

    /// <summary>Even where the server is no faster than we are, so that we wait for each piece of what was missed.</summary>
    [Fact]
    public async Task A_backlog_waits_for_a_client_that_cannot_follow()
    {
        const int piece = 100;
        await using var running = await RunningBluesky.StartAsync(new() { ClientQueueBytes = QueueBytes });
        var (counted, still) = (0L, 0);
        var posting = Task.Run(async () =>
        {
            for (var posts = 0; posts < LargePosts; posts += piece)
            {
                for (var i = 0; i < piece; i++)
                    PostLarge(running.Fake);
                await Eventually.HoldsAsync(() => running.Relay.Source.Counts.Passed >= posts + piece, "the piece has passed");
            }
        });
        await Eventually.HoldsAsync(
            () =>
            {
                var passed = running.Relay.Source.Counts.Passed;
                (counted, still) = (passed, passed == counted ? still + 1 : 0);
                return still >= 30 || posting.IsCompleted;
            },
            "nothing moves any more, as nobody reads");
        var reading = Task.Run(async () =>
        {
            for (var i = 0; i < LargePosts; i++)
                Assert.NotNull(await running.Relay.NextPostAsync());
        });
        // Slower than the time of day: a client that a busy machine lets wait is not to be held for one that takes nothing.
        await running.Relay.Time.PumpUntilAsync(() => reading.IsCompleted, TimeSpan.FromMilliseconds(2));
        await reading;
        await posting;
    }

    [Theory]
    [InlineData(V1)]
    [InlineData(V2)]
    public async Task Whatever_comes_and_wherever_it_breaks_no_post_is_lost_and_none_comes_twice(string version) =>
        await Gen.Select(Gen.Enum<Happening>().Array[1, 60], Gen.Int[1, 25].Array[0, 8], Gen.Int[0, 8_000_000].Array[60]).SampleAsync(
            async (happenings, cuts, lateness) =>
            {
                await using var running = await RunningBluesky.StartAsync(
                    RunningBluesky.Options(Enum.Parse<JetstreamVersion>(version)),
                    fake =>
                    {
                        fake.Post("first");
                        foreach (var cut in cuts)
                            fake.Cuts.Enqueue(cut);
                    },
                    new(version == V1 ? Microseconds(RunningSource.Start) : "1", RunningSource.Start),
                    connects: false);
                var sent = new List<string> { "first" };
                for (var i = 0; i < happenings.Length; i++)
                {
                    Happen(running, happenings[i], $"post {i}", lateness[i] % 4_000_000, sent);
                    running.Relay.Time.Advance(TimeSpan.FromMilliseconds(lateness[i] % 400));
                }

                var reading = running.TextsAsync();
                await running.WaitsOverUntilAsync(reading);
                Assert.Equal(sent, await reading);
                Assert.Equal(0, running.Tally.Malformed);
            },
            iter: 40,
            threads: 1);

    private static void PostLarge(FakeJetstream fake) =>
        fake.Add(e => e with { Time = e.Time.AddHours(-1), Record = FakeJetstreamEvent.RecordOf(new string('x', 10_000), []) });

    private static void Happen(RunningBluesky running, Happening happening, string text, int microsecondsLate, List<string> sent)
    {
        switch (happening)
        {
            case Happening.Post:
                // Version 1 sends events not quite in the order of their times.
                running.Fake.Add(e => e with { Time = e.Time.AddTicks(-10L * microsecondsLate), Record = FakeJetstreamEvent.RecordOf(text, ["tag"]) });
                sent.Add(text);
                break;
            case Happening.Deletion:
                running.Fake.Add(e => e with { Operation = "delete" });
                break;
            case Happening.Account:
                running.Fake.Add(e => e with { Kind = "account" });
                break;
            case Happening.Like:
                running.Fake.Add(e => e with { Collection = "app.bsky.feed.like", Record = "{}" });
                break;
            case Happening.Break:
                running.Fake.Abort();
                break;
            case Happening.Close:
                running.Fake.Close(System.Net.WebSockets.WebSocketCloseStatus.EndpointUnavailable, "server shutting down");
                break;
        }
    }

    private static string Microseconds(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() * 1000).ToString(CultureInfo.InvariantCulture);

    private static Task<RunningBluesky> StartAsync(string version) => RunningBluesky.StartAsync(RunningBluesky.Options(Enum.Parse<JetstreamVersion>(version)));

    private enum Happening
    {
        Post,
        Deletion,
        Account,
        Like,
        Break,
        Close,
    }
}
