using CsCheck;
using TweetStream.Relay.Sources.Replay;

namespace TweetStream.Tests.Relay.Sources;

public sealed class TimelineTests
{
    private const int Hour = 60 * 60 * 1000;

    [Fact]
    public void A_hole_in_the_recording_is_not_waited_for()
    {
        // 0 . 5 |hole| 10h . 10h+3
        AssertDue([0, 5000, 5000, 8000], 0, 5000, 10 * Hour, (10 * Hour) + 3000);
    }

    [Fact]
    public void One_absurd_time_does_not_hold_up_the_rest()
    {
        AssertDue([0, 1000, 1000, 1000, 2000], 0, 1000, 253_402_300_799_999, 2000, 3000);
        AssertDue([0, 0, 1000, 1000], -62_135_596_800_000, 5000, 6000, -62_135_596_800_000);
    }

    [Fact]
    public void A_post_without_time_comes_with_the_one_before()
    {
        AssertDue([0, 0, 2000, 2000], 7000, null, 9000, null);
    }

    [Fact]
    public void Posts_without_time_before_the_first_time_come_ten_a_second()
    {
        AssertDue([0, 100, 200, 200, 1200], null, null, null, 7000, 8000);
    }

    [Fact]
    public void A_single_post_comes_once_a_second_when_it_starts_over()
    {
        var timeline = new Timeline();
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(TimeSpan.FromSeconds(round), timeline.Next(12345));
            timeline.StartOver();
        }
    }

    [Fact]
    public void Without_holes_every_post_is_due_at_its_distance_from_the_first()
    {
        Gen.Int[0, Hour / 2].Array[1, 50].Sample(times =>
        {
            var timeline = new Timeline();
            Assert.All(times, at => Assert.Equal(at - times[0], timeline.Next(at).TotalMilliseconds));
        });
    }

    [Fact]
    public void Rounds_repeat_the_same_gaps_and_never_go_back()
    {
        Gen.Int[0, 5000].Array[1, 30].Sample(gaps =>
        {
            var times = gaps.Select((_, i) => (long)gaps.Take(i).Sum()).ToArray();
            var timeline = new Timeline();
            var first = times.Select(at => timeline.Next(at)).ToArray();
            timeline.StartOver();
            var second = times.Select(at => timeline.Next(at)).ToArray();
            Assert.True(second[0] > first[^1]);
            Assert.Equal(first.Select(due => due - first[0]), second.Select(due => due - second[0]));
        });
    }

    private static void AssertDue(int[] due, params long?[] times)
    {
        var timeline = new Timeline();
        Assert.Equal(due, times.Select(at => (int)timeline.Next(at).TotalMilliseconds));
    }
}
