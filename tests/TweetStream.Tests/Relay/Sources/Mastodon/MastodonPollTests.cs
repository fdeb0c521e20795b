using TweetStream.Relay;
using TweetStream.Relay.Sources.Live;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

/// <summary>Without a token: asks the timelines again and again, in virtual time.</summary>
public sealed class MastodonPollTests
{
    [Fact]
    public async Task What_was_there_before_the_start_is_left_out_and_all_that_comes_passes_in_order()
    {
        await using var followed = await StartAsync(prepare: server => server.Publish("long ago"));
        for (var i = 0; i < 90; i++)
            followed.Server.Publish($"{i}", "dotnet");
        await followed.PollAsync(3);

        Assert.Equal(Enumerable.Range(0, 90).Select(i => $"{i}"), await followed.TextsAsync(90));
        Assert.Contains($"Information: {followed.Running.Source.Name}: connected; polling the public timeline every 15 s; a token would stream", followed.Running.Log.All);
        Assert.StartsWith("/api/v1/timelines/public?min_id=", followed.TimelineRequests[1].PathAndQuery, StringComparison.Ordinal);
        Assert.All(followed.Server.Requests, asked => Assert.Equal("", asked.Authorization));
    }

    [Fact]
    public async Task A_timeline_that_is_empty_at_the_start_is_read_from_its_first_post_on()
    {
        await using var followed = await StartAsync(["#dotnet"]);
        followed.Server.Publish("one", "DotNet");
        await followed.PollAsync();

        Assert.Equal(["one"], await followed.TextsAsync(1));
    }

    [Fact]
    public async Task A_round_that_finds_nothing_is_no_failure()
    {
        await using var followed = await StartAsync();
        await followed.PollAsync(20);
        followed.Server.Publish("one");
        await followed.PollAsync();

        Assert.Equal(["one"], await followed.TextsAsync(1));
        Assert.Single(followed.Running.Log.All, line => line.Contains("connected", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Between_two_rounds_is_the_time_that_was_asked_for()
    {
        await using var followed = await StartAsync(options: new() { Mastodon = new() { PollEvery = TimeSpan.FromSeconds(100) } });
        await followed.PollAsync(3);
        var times = followed.TimelineRequests.Select(asked => asked.At).ToList();

        Assert.All(times.Zip(times.Skip(1), (one, next) => (next - one).TotalSeconds), wait => Assert.InRange(wait, 100, 200));
    }

    [Fact]
    public async Task Several_tags_are_asked_so_seldom_that_the_servers_limit_holds()
    {
        await using var followed = await StartAsync([.. Enumerable.Range(0, 10).Select(i => "#tag" + i)]);
        await followed.PollAsync(11);

        Assert.EndsWith("every 35 s; a token would stream", followed.Running.Source.State.Words, StringComparison.Ordinal);
        Assert.True((followed.TimelineRequests[20].At - followed.TimelineRequests[0].At).TotalSeconds >= 35);
    }

    [Fact]
    public async Task Each_tag_has_a_timeline_and_a_post_with_several_tags_passes_once()
    {
        await using var followed = await StartAsync(["#a", "#日本", "#c"]);
        followed.Server.Publish("one", "a", "日本");
        followed.Server.Publish("none", "other");
        followed.Server.Publish("two", "c");
        await followed.PollAsync(3);

        Assert.Equal(["one", "two"], await followed.TextsAsync(2));
        Assert.Equal((1, 3), (followed.Counts.Duplicates, followed.Counts.Received));
        Assert.Equal("/api/v1/timelines/tag/%E6%97%A5%E6%9C%AC?limit=1", followed.TimelineRequests[1].PathAndQuery);
    }

    [Fact]
    public async Task A_post_that_comes_late_from_another_server_passes_though_its_id_is_older()
    {
        await using var followed = await StartAsync(["#a"]);
        followed.Server.Publish("one", "a");
        await followed.PollAsync();
        followed.Server.PublishLate(TimeSpan.FromSeconds(20), "late", "a");
        await followed.PollAsync();

        Assert.Equal(["one", "late"], await followed.TextsAsync(2));
    }

    [Fact]
    public async Task A_tag_that_the_server_does_not_know_as_yet_may_come_later()
    {
        await using var followed = await StartAsync(["#dotnet"], server => server.TimelineStatus = 404);
        await followed.PollAsync(3);
        followed.Server.TimelineStatus = null;
        followed.Server.Publish("one", "dotnet");
        await followed.PollAsync();

        Assert.Equal(["one"], await followed.TextsAsync(1));
    }

    [Fact]
    public async Task What_cannot_be_read_is_counted_once_and_the_rest_passes()
    {
        await using var followed = await StartAsync(options: new() { MaxLineBytes = 2000 });
        followed.Server.Publish("one");
        followed.Server.Put("7");
        followed.Server.Put($$"""{"id":"{{FollowedMastodon.IdAt(RunningSource.Start, 3)}}","content":5}""");
        followed.Server.Put($$"""{"id":"{{FollowedMastodon.IdAt(RunningSource.Start, 4)}}","content":"{{new string('x', 2000)}}"}""");
        followed.Server.Put($$"""{"id":"{{FollowedMastodon.IdAt(RunningSource.Start, 5)}}","reblog":{},"content":"x"}""");
        followed.Server.Publish("two");
        await followed.PollAsync(3);

        Assert.Equal(["one", "two"], await followed.TextsAsync(2));
        Assert.Equal((1, 2, 1), (followed.Running.Tally.Control, followed.Running.Tally.Malformed, followed.Running.Tally.Oversized));
    }

    [Theory]
    [InlineData("<html>Down for maintenance</html>", "the timeline cannot be read")]
    [InlineData("""{"error":"x"}""", "the timeline cannot be read")]
    [InlineData("[{]", "the timeline cannot be read")]
    [InlineData(null, "an answer of more than 16 MiB")]
    public async Task An_answer_that_is_no_timeline_is_trouble_of_the_server(string? body, string reason)
    {
        await using var followed = await StartAsync();
        followed.Server.TimelineBody = body ?? new string(' ', 17 * 1024 * 1024);
        await followed.PollAsync(2);
        await followed.Running.WaitsAsync(); // only then has the server answered
        followed.Server.TimelineBody = null;
        Assert.Equal(5, (await followed.Running.WaitOverAsync()).TotalSeconds);
        followed.Server.Publish("one");
        await followed.PollAsync();

        Assert.Equal(["one"], await followed.TextsAsync(1));
        Assert.Contains(followed.Running.Log.Warnings, line => line.Contains($"({reason}); ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_limit_that_is_used_up_is_waited_for_as_long_as_the_server_says()
    {
        await using var followed = await StartAsync(prepare: server => server.Limit = 4);
        await followed.PollAsync(3);
        await followed.Time.PumpUntilAsync(() => followed.Running.Source.State.Phase == LivePhase.Waiting, TimeSpan.FromSeconds(1));
        var wait = await followed.Running.WaitsAsync();
        followed.Server.Publish("meanwhile");
        followed.Server.Limit = 300;
        followed.Time.Advance(wait);
        await Eventually.HoldsAsync(() => followed.TimelineRequests.Count == 5, "it asks again");

        Assert.Equal(["meanwhile"], await followed.TextsAsync(1));
        Assert.InRange(followed.TimelineRequests[4].At - RunningSource.Start, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15.1));
        Assert.Contains(followed.Running.Log.Warnings, line => line.Contains("too many requests (the server's limit of requests is used up); waiting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_for_too_many_requests_is_waited_for_as_long_as_the_server_says()
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.Limit = 0, token: null);
        var wait = await followed.Running.WaitsAsync();

        Assert.Equal(TimeSpan.FromMinutes(15), wait);
    }

    [Fact]
    public async Task Trouble_that_is_not_the_limits_is_not_waited_for_until_that_begins_anew()
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.TimelineStatus = 503, token: null);
        var waits = new List<double>();
        for (var i = 0; i < 3; i++)
            waits.Add((await followed.Running.WaitOverAsync()).TotalSeconds);

        Assert.Equal([5, 10, 20], waits);
    }

    [Theory]
    [InlineData("This method requires an authenticated user", null, ", or track tags alone, such as --track '#dotnet', which some servers show to all")]
    [InlineData("This method requires an authenticated user", "#dotnet", "")]
    public async Task A_timeline_for_users_only_ends_the_source_and_tells_what_to_do(string reason, string? track, string remedy)
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.HidesTimelines = true, token: null, track: track is null ? [] : [track]);
        var refused = await Assert.ThrowsAsync<SourceRefusedException>(followed.ConnectedAsync);

        Assert.Equal($"HTTP 422: {reason}. {followed.Running.Source.Endpoint} shows this only to its users: give an access token of one of them{remedy}", refused.Message);
    }

    [Fact]
    public async Task What_is_no_Mastodon_server_is_told()
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.Status = 404, token: null);
        var refused = await Assert.ThrowsAsync<SourceRefusedException>(followed.ConnectedAsync);

        Assert.Equal($"HTTP 404: It is as it is. Look whether {followed.Running.Source.Endpoint} is a Mastodon server, under the name that its web site has", refused.Message);
    }

    [Fact]
    public async Task After_a_start_the_timelines_are_read_on_from_where_an_earlier_run_came()
    {
        await using var followed = await StartAsync(["#a", "#b"]);
        followed.Server.Publish("one", "a");
        await followed.PollAsync(2);
        await followed.TextsAsync(1);
        await followed.RestartAsync(() =>
        {
            followed.Time.Advance(TimeSpan.FromHours(1));
            for (var i = 0; i < 50; i++)
                followed.Server.Publish($"meanwhile {i}", i % 2 == 0 ? "a" : "b");
            return Task.CompletedTask;
        });
        var texts = await followed.TextsAsync(50);

        Assert.Equal(Enumerable.Range(0, 50).OrderBy(i => i % 2).Select(i => $"meanwhile {i}"), texts);
    }

    [Fact]
    public async Task A_gap_that_is_too_long_is_told_and_polling_goes_on_from_now()
    {
        await using var followed = await StartAsync();
        for (var i = 0; i < 1100; i++)
            followed.Server.Publish($"{i}");
        await followed.PollAsync(26);
        var texts = await followed.TextsAsync(1000);
        await Eventually.HoldsAsync(() => followed.Running.Log.Warnings.Any(line => line.EndsWith("the rest is missed", StringComparison.Ordinal)), "it is told");
        followed.Server.Publish("after");
        await followed.PollAsync();

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), texts);
        Assert.Equal(["after"], await followed.TextsAsync(1));
    }

    private static async Task<FollowedMastodon> StartAsync(string[]? track = null, Action<FakeMastodon>? prepare = null, RelayOptions? options = null)
    {
        var followed = await FollowedMastodon.StartAsync(prepare, token: null, track, options);
        await followed.ReadyAsync();
        return followed;
    }
}
