using CsCheck;
using TweetStream.Batch.Folding;
using TweetStream.Batch.Views;

namespace TweetStream.Tests.Batch;

public sealed class BusyHoursTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void Every_post_is_in_one_stretch_of_whole_hours_and_few_stretches_hold_nothing_else() =>
        Gen.Long[-500, 500].Select(hour => (hour * Hour) + (Math.Abs(hour) % 360 * 10_000)).Array[0, 200].Sample(buckets =>
        {
            var busy = BusyHours.Of(buckets);
            Assert.All(buckets, bucket => Assert.Single(busy, stretch => stretch.Contains(bucket)));
            Assert.All(busy, stretch => Assert.Equal((0, 0), (stretch.From % Hour, stretch.To % Hour)));
            Assert.All(busy.Zip(busy.Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From));
            Assert.InRange(busy.Count, 0, BusyHours.Most);
            if (busy.Count < BusyHours.Most)
                Assert.Equal(buckets.Select(bucket => Math.Floor(bucket / (double)Hour)).Distinct().Count(), busy.Sum(stretch => (stretch.To - stretch.From) / Hour));
        });

    [Fact]
    public void The_widest_gaps_stay_gaps()
    {
        // Seventy hours, further apart from each to the next.
        var busy = BusyHours.Of(Enumerable.Range(1, 70).Select(hour => (long)hour * hour * Hour));
        Assert.Equal(64, busy.Count);
        Assert.Equal(new Stretch(Hour, 50 * Hour), busy[0]);
        Assert.Equal(new Stretch(64 * Hour, 65 * Hour), busy[1]);
    }
}
