using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

/// <summary>With a token: what came between two streams is read from the timelines, or told.</summary>
public sealed class MastodonCatchUpTests
{
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
}
