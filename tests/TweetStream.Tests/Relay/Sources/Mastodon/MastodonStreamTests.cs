using System.Text.Json;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Live;
using TweetStream.Relay.Sources.Mastodon;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

/// <summary>With a token: streams over real sockets, in virtual time.</summary>
public sealed class MastodonStreamTests
{
    [Fact]
    public async Task Posts_reach_a_subscriber_with_the_servers_own_tags_and_name()
    {
        await using var followed = await FollowedMastodon.StartAsync();
        await followed.ReadyAsync();
        var id = followed.Server.Publish("<p>Hello <a href=\"x\">#<span>DotNet</span></a> &amp; all</p>", "dotnet", "hidden");
        var post = JsonDocument.Parse(await followed.Running.NextPostAsync()).RootElement;

        Assert.Equal("Hello #DotNet & all", post.GetProperty("text").GetString());
        Assert.Equal(["dotnet", "hidden"], post.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!));
        Assert.False(post.TryGetProperty("tagger", out _));
        Assert.Equal((id, id), (post.GetProperty("id").GetString(), post.GetProperty("cursor").GetString()));
        Assert.Equal($"mastodon:{followed.Server.Address.Authority}", post.GetProperty("source").GetString());
        Assert.Equal(followed.Running.Source.Name, post.GetProperty("source").GetString());
        Assert.Equal(("en", "ann@fake.example"), (post.GetProperty("lang").GetString(), post.GetProperty("author").GetString()));
        Assert.Equal(id, followed.Running.Source.Position.Latest!.Cursor);
    }

    [Fact]
    public void A_source_is_named_after_its_server_unless_that_is_the_default_one()
    {
        Assert.Equal(("mastodon", "https://mastodon.social"), Names(null));
        Assert.Equal(("mastodon:example.org", "https://example.org"), Names("https://example.org"));
        Assert.Equal(("mastodon:example.org:8443", "https://example.org:8443"), Names("https://example.org:8443"));

        static (string, string) Names(string? address)
        {
            using var source = Create(new() { Sources = [SourceSpec.Network(SourceKind.Mastodon, address is null ? null : new(address))] });
            return (source.Name, source.Endpoint);
        }
    }

    [Fact]
    public void One_token_is_not_sent_to_two_servers()
    {
        SourceSpec[] two = [SourceSpec.Network(SourceKind.Mastodon), SourceSpec.Network(SourceKind.Mastodon, new("https://example.org"))];

        Assert.StartsWith("A Mastodon token is one server's secret", Assert.Throws<SourceRefusedException>(() => Create(new() { Sources = two, Mastodon = new() { AccessToken = "x" } })).Message, StringComparison.Ordinal);
        using var withoutToken = Create(new() { Sources = two });
        using var alone = Create(new() { Sources = two[..1], Mastodon = new() { AccessToken = "x" } });
    }

    [Theory]
    [InlineData(new[] { "#dotnet" }, true, "streaming #dotnet")]
    [InlineData(new[] { "#dotnet", "#DotNet", "#日本 ", "#c" }, true, "streaming #dotnet, #日本 and #c")]
    [InlineData(new[] { "#dotnet", "word" }, false, "streaming the public timeline")]
    [InlineData(new string[0], false, "streaming the public timeline")]
    public async Task Tags_alone_are_streamed_by_themselves(string[] track, bool isTracked, string told)
    {
        await using var followed = await FollowedMastodon.StartAsync(track: track);
        await followed.ReadyAsync();

        Assert.Equal(isTracked, followed.Running.Source.IsTracked);
        Assert.Equal(told, followed.Running.Source.State.Words);
        Assert.Contains($"Information: {followed.Running.Source.Name}: connected; {told}", followed.Running.Log.All);
    }

    [Fact]
    public async Task Each_tag_has_a_stream_and_a_post_with_several_tags_passes_once()
    {
        await using var followed = await FollowedMastodon.StartAsync(track: ["#café", "#c/d", "#b"]);
        await followed.ReadyAsync();
        await followed.StreamsAsync(3);
        followed.Server.Publish("one", "café", "b");
        followed.Server.Publish("two", "c/d");
        followed.Server.Publish("none", "other");
        followed.Server.Publish("three", "b");
        var texts = await followed.TextsAsync(3);

        Assert.Equal(["one", "three", "two"], texts.Order(StringComparer.Ordinal));
        await Eventually.HoldsAsync(() => followed.Counts.Duplicates == 1, "the second copy was dropped");
        Assert.Equal(["/api/v1/streaming/hashtag?tag=b", "/api/v1/streaming/hashtag?tag=c%2Fd", "/api/v1/streaming/hashtag?tag=caf%C3%A9"], followed.StreamRequests.Select(asked => asked.PathAndQuery).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task More_tags_than_a_server_is_asked_for_are_taken_out_of_its_public_timeline()
    {
        await using var followed = await FollowedMastodon.StartAsync(track: [.. Enumerable.Range(0, 11).Select(i => "#tag" + i)]);
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        followed.Server.Publish("no", "dotnet");
        followed.Server.Publish("yes", "tag10");

        Assert.Equal(["yes"], await followed.TextsAsync(1));
        Assert.Equal(1, followed.Counts.FilteredOut);
        Assert.False(followed.Running.Source.IsTracked);
        Assert.Contains(followed.Running.Log.All, line => line.EndsWith("streaming the public timeline, where posts with 11 tags are taken from it: a server is asked for at most 10", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_post_is_counted_and_the_stream_goes_on()
    {
        await using var followed = await FollowedMastodon.StartAsync(options: new() { MaxLineBytes = 2000 });
        await followed.ReadyAsync();
        followed.Server.Say("delete", "116");
        followed.Server.Say("status.update", """{"id":"1","content":"<p>edited</p>"}""");
        followed.Server.Say("announcement.reaction", """{"name":"x"}""");
        followed.Server.Say("filters_changed", "undefined");
        followed.Server.Say("update", """{"id":"3","content":"boost","reblog":{"id":"2"}}""");
        followed.Server.Say("update", """{"id":"1"}""");
        followed.Server.Say("update", "not JSON");
        followed.Server.Say("update", """{"id":"1","content":""");
        followed.Server.Say("update", """{"id":"1","content":"x""" + new string('x', 2000) + "\"}");
        followed.Server.Say("update", new string('x', 5_000_000));
        followed.Server.Send("rubbish\n\n:\n\ndata\n\nevent: update\n\n");
        followed.Server.Publish("after all that");

        Assert.Equal(["after all that"], await followed.TextsAsync(1));
        Assert.Equal((6, 3, 2), (followed.Running.Tally.Control, followed.Running.Tally.Malformed, followed.Running.Tally.Oversized));
        Assert.Equal(1, followed.Counts.Passed);
    }

    [Fact]
    public async Task A_quiet_stream_with_signs_of_life_is_not_dead()
    {
        await using var followed = await FollowedMastodon.StartAsync();
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        for (var i = 0; i < 40; i++)
        {
            followed.Time.Advance(TimeSpan.FromSeconds(15));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        followed.Server.Publish("still there");

        Assert.Equal(["still there"], await followed.TextsAsync(1));
        Assert.Single(followed.StreamRequests);
    }

    [Fact]
    public async Task A_silent_stream_is_dead_after_a_minute_and_what_was_missed_comes_later()
    {
        await using var followed = await FollowedMastodon.StartAsync();
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        followed.Server.Publish("before");
        await followed.TextsAsync(1);
        followed.Server.IsSilent = true;
        followed.Server.PublishUnheard("meanwhile");
        await AdvanceUntilAsync(followed, () => followed.StreamRequests.Count == 2);
        await followed.TextsAsync(1);

        Assert.Contains($"Warning: {followed.Running.Source.Name}: the connection is dead (not a byte for 60 s); connecting again at once", followed.Running.Log.All);
        Assert.InRange((followed.StreamRequests[1].At - RunningSource.Start).TotalSeconds, 60, 75);
    }

    [Fact]
    public async Task What_came_between_two_streams_is_read_from_the_timeline()
    {
        await using var followed = await FollowedMastodon.StartAsync();
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        followed.Server.Publish("one");
        await followed.TextsAsync(1);
        followed.Server.PublishUnheard("two");
        followed.Server.PublishUnheard("three");
        followed.Server.End();

        Assert.Equal(["two", "three"], await followed.TextsAsync(2));
        followed.Server.Publish("four");
        Assert.Equal(["four"], await followed.TextsAsync(1));
        Assert.Contains(followed.Running.Log.All, line => line.Contains("connected again, gap of 0 s", StringComparison.Ordinal));
        Assert.Contains($"Information: {followed.Running.Source.Name}: 2 posts that came meanwhile were read from the timeline", followed.Running.Log.All);
        Assert.DoesNotContain(followed.Running.Log.Warnings, line => line.Contains("missed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Even_before_the_first_post_nothing_is_missed()
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.Publish("before the start"));
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        followed.Server.PublishHalf("one");

        Assert.Equal(["one日本"], await followed.TextsAsync(1));
        Assert.Equal(1, followed.Counts.Received);
    }

    [Fact]
    public async Task A_post_whose_id_is_older_than_that_of_another_is_not_lost_between_two_streams()
    {
        await using var followed = await FollowedMastodon.StartAsync();
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        followed.Time.Advance(TimeSpan.FromSeconds(10));
        var late = followed.Server.PublishUnheard("first by its id, and late");
        followed.Server.Publish("second");
        await followed.TextsAsync(1);
        followed.Server.End();

        Assert.Equal(["first by its id, and late"], await followed.TextsAsync(1));
        Assert.True(string.CompareOrdinal(late, followed.Running.Source.Position.Latest!.Cursor) < 0);
    }

    [Fact]
    public async Task A_late_post_with_an_old_id_does_not_take_the_position_back()
    {
        await using var followed = await FollowedMastodon.StartAsync();
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        var latest = followed.Server.Publish("now");
        followed.Server.Say("update", $$"""{"id":"{{FollowedMastodon.IdAt(RunningSource.Start.AddHours(-5))}}","content":"found by chance"}""");
        await followed.TextsAsync(2);

        Assert.Equal(latest, followed.Running.Source.Position.Latest!.Cursor);
    }

    [Fact]
    public async Task A_start_goes_on_where_an_earlier_run_came()
    {
        await using var followed = await FollowedMastodon.StartAsync();
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        followed.Server.Publish("one");
        await followed.TextsAsync(1);
        await followed.RestartAsync(() =>
        {
            followed.Time.Advance(TimeSpan.FromMinutes(10));
            for (var i = 0; i < 100; i++)
                followed.Server.PublishUnheard($"meanwhile {i}");
            return Task.CompletedTask;
        });

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"meanwhile {i}"), await followed.TextsAsync(100));
        Assert.Equal(1, followed.Counts.Duplicates);
    }

    [Fact]
    public async Task What_one_timeline_failed_to_give_is_not_left_out_because_another_is_further()
    {
        await using var followed = await FollowedMastodon.StartAsync(track: ["#a", "#b"]);
        await followed.ReadyAsync();
        await followed.StreamsAsync(2);
        followed.Server.StreamStatus = 503;
        followed.Server.End();
        await followed.Running.WaitsAsync();
        followed.Server.PublishUnheard("in b", "b");
        followed.Time.Advance(TimeSpan.FromMinutes(5));
        followed.Server.PublishUnheard("in a", "a");
        await Eventually.HoldsAsync(() => followed.StreamRequests.Count == 4, "it was tried again");
        followed.Server.StreamStatus = null;
        followed.Server.NextTimelineStatuses.Enqueue(200);
        followed.Server.NextTimelineStatuses.Enqueue(503);
        await followed.Running.WaitOverAsync();
        await followed.Running.WaitOverAsync();

        Assert.Equal(["in a", "in b"], await followed.TextsAsync(2));
    }

    [Fact]
    public async Task A_gap_that_is_too_long_is_told()
    {
        await using var followed = await FollowedMastodon.StartAsync();
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        followed.Server.EndsStreams = true;
        followed.Server.TimelineStatus = 503;
        followed.Server.End();
        await followed.Running.WaitsAsync();
        for (var i = 0; i < 1100; i++)
            followed.Server.PublishUnheard($"{i}");
        (followed.Server.EndsStreams, followed.Server.TimelineStatus) = (false, null);
        await followed.Running.WaitOverAsync();
        var texts = await followed.TextsAsync(1000);
        followed.Server.Publish("after");

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), texts);
        Assert.Equal(["after"], await followed.TextsAsync(1));
        Assert.Contains($"{followed.Running.Source.Name}: more came meanwhile than the 25 pages that are read of a timeline at a time; the rest is missed", followed.Running.Log.Warnings);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(422)]
    public async Task A_timeline_that_may_not_be_read_makes_a_gap_that_is_told(int status)
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.TimelineStatus = status);
        await followed.ConnectedAsync();
        await followed.StreamsAsync();
        followed.Server.Publish("one");
        await followed.TextsAsync(1);
        followed.Server.End();
        await Eventually.HoldsAsync(() => followed.StreamRequests.Count == 2 && followed.Server.OpenStreams == 1, "there is another stream");
        followed.Server.Publish("two");

        Assert.Equal(["two"], await followed.TextsAsync(1));
        Assert.Contains($"{followed.Running.Source.Name}: what came meanwhile cannot be read from the timeline and is missed (HTTP {status}: It is as it is)", followed.Running.Log.Warnings);
        Assert.Contains(followed.Running.Log.Warnings, line => line.Contains("connected again, gap of 0 s, whose posts are missed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_timeline_in_trouble_is_asked_three_times_before_the_gap_is_given_up()
    {
        await using var followed = await FollowedMastodon.StartAsync();
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        followed.Server.TimelineStatus = 500;
        followed.Server.End();
        Assert.Equal(5, (await followed.Running.WaitOverAsync()).TotalSeconds);
        Assert.Equal(10, (await followed.Running.WaitOverAsync()).TotalSeconds);
        await Eventually.HoldsAsync(() => followed.Running.Log.Warnings.Any(line => line.EndsWith("is missed (HTTP 500: It is as it is)", StringComparison.Ordinal)), "it was given up");
        followed.Server.Publish("on");

        Assert.Equal(["on"], await followed.TextsAsync(1));
        Assert.Equal(4, followed.StreamRequests.Count);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task The_streams_may_be_elsewhere_and_older_servers_say_it_in_an_older_way(bool hasVersion2, bool hasVersion1)
    {
        await using var elsewhere = new FakeMastodon();
        await using var followed = await FollowedMastodon.StartAsync(server =>
        {
            (server.HasInstanceVersion2, server.HasInstanceVersion1) = (hasVersion2, hasVersion1);
            server.Streaming = hasVersion1 ? elsewhere : null;
        });
        await followed.ReadyAsync();
        followed.Server.Publish("one");

        Assert.Equal(["one"], await followed.TextsAsync(1));
        Assert.Equal((hasVersion1 ? 1 : 0, hasVersion1 ? 0 : 1), (elsewhere.OpenStreams, followed.Server.OpenStreams));
    }

    [Theory]
    [InlineData("http://streaming.example.org")]
    [InlineData("ftp://streaming.example.org")]
    [InlineData("file:///etc/passwd")]
    public async Task The_token_is_not_sent_without_encryption(string address)
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.StreamsAt = new(address));
        var refused = await Assert.ThrowsAsync<SourceRefusedException>(followed.ConnectedAsync);

        Assert.Contains("which is no encrypted address", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wss://streaming.example.org", "https://streaming.example.org/")]
    [InlineData("https://streaming.example.org:8443/", "https://streaming.example.org:8443/")]
    [InlineData("ws://127.0.0.1:4000", "http://127.0.0.1:4000/")]
    [InlineData("ws://localhost", "http://localhost/")]
    [InlineData("", "https://example.org/")]
    [InlineData(null, "https://example.org/")]
    public void The_streaming_address_is_one_of_HTTP(string? named, string expected)
    {
        using var server = new MastodonServer(new("https://example.org"), null, TimeProvider.System);

        Assert.Equal(expected, server.StreamingAddress(new("4.5.0", new(new(named, null)), null)).ToString());
    }

    [Fact]
    public async Task When_one_of_several_streams_ends_all_are_made_again_and_each_connection_counts()
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.EndsStreams = true, track: [.. Enumerable.Range(0, 10).Select(i => "#tag" + i)]);
        var waits = new List<double>();
        for (var i = 0; i < 4; i++)
            waits.Add((await followed.Running.WaitOverAsync()).TotalSeconds);

        // One more at once, then a little later each time: the sixth would be the 51st to 60th connection in 15 minutes.
        Assert.Equal([0.25, 0.5, 0.75, 898.5], waits);
        await Eventually.HoldsAsync(() => followed.StreamRequests.Count == 60, "all streams were asked for again");
    }

    [Theory]
    [InlineData(503, new[] { 5.0, 10, 20, 40 })]
    [InlineData(429, new[] { 60.0, 120, 240, 480 })]
    [InlineData(409, new[] { 5.0, 5, 5, 5 })]
    public async Task A_stream_that_does_not_come_about_is_waited_for_as_the_table_says(int status, double[] seconds)
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.StreamStatus = status);
        var waits = new List<double>();
        foreach (var _ in seconds)
            waits.Add((await followed.Running.WaitOverAsync()).TotalSeconds);

        Assert.Equal(seconds, waits);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_asked_again_a_little_later_each_time()
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.StreamsAt = new("http://127.0.0.1:1"));
        var waits = new List<double>();
        for (var i = 0; i < 4; i++)
            waits.Add((await followed.Running.WaitOverAsync()).TotalSeconds);

        Assert.Equal([0.25, 0.5, 0.75, 1], waits);
    }

    [Fact]
    public async Task A_refused_token_ends_the_source_and_is_told_nowhere()
    {
        const string Secret = "s3cret-of-mine";
        await using var followed = await FollowedMastodon.StartAsync(token: Secret);
        var refused = await Assert.ThrowsAsync<SourceRefusedException>(followed.ConnectedAsync);

        Assert.Equal($"HTTP 401: Invalid access token. Give an access token of a user of {followed.Running.Source.Endpoint}, made there under Preferences, Development, with the scope read:statuses", refused.Message);
        Assert.All(followed.Server.Requests, asked => Assert.DoesNotContain(Secret, asked.PathAndQuery, StringComparison.Ordinal));
        Assert.All(followed.Server.Requests, asked => Assert.Equal("Bearer " + Secret, asked.Authorization));
        Assert.All(followed.Running.Log.All, line => Assert.DoesNotContain(Secret, line, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, new MastodonOptions { AccessToken = Secret }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_tells_what_would_be_done_and_does_nothing()
    {
        await using var server = new FakeMastodon();
        Assert.Equal(
            [$"{Endpoint(server)} answers, version 4.5.0", $"it streams at {Endpoint(server)}", "the token is valid there", "streaming #dotnet and #c"],
            await CheckAsync(server, FakeMastodon.Token, "#dotnet", "#c"));
        Assert.Equal(
            [$"{Endpoint(server)} answers, version 4.5.0", "no token, and none is needed for what is followed", "polling the public timeline every 15 s; a token would stream"],
            await CheckAsync(server, null));

        var wrong = await Assert.ThrowsAsync<DisconnectException>(() => CheckAsync(server, "wrong"));
        Assert.Equal("HTTP 401: Invalid access token", wrong.Message);
        server.HidesTimelines = true;
        var hidden = await Assert.ThrowsAsync<DisconnectException>(() => CheckAsync(server, null));
        Assert.Equal("HTTP 422: This method requires an authenticated user", hidden.Message);
        (server.HasInstanceVersion2, server.HasInstanceVersion1) = (false, false);
        Assert.Equal($"{Endpoint(server)} answers", (await CheckAsync(server, FakeMastodon.Token))[0]);
    }

    private static string Endpoint(FakeMastodon server) => server.Address.GetLeftPart(UriPartial.Authority);

    private static async Task<List<string>> CheckAsync(FakeMastodon server, string? token, params string[] track)
    {
        using var source = Create(FollowedMastodon.Options(server, token, track));
        var told = new List<string>();
        await foreach (var line in source.CheckAsync(CancellationToken.None))
            told.Add(line);
        return told;
    }

    private static MastodonSource Create(RelayOptions options) => new(options.Sources[0], new(options, new(null, TimeProvider.System), TimeProvider.System, new LogLines()));

    private static async Task AdvanceUntilAsync(FollowedMastodon followed, Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 1000, "Did not come about, however much time passed");
            followed.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
