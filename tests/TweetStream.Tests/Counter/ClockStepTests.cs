using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;
using TweetStream.Counter;
using TweetStream.Counter.Counting;
using TweetStream.Wire;
using FeedBatch = TweetStream.Counter.Feeds.Batch;

namespace TweetStream.Tests.Counter;

/// <summary>Somebody puts the machine's clock forward or back while posts are counted as they arrive.</summary>
public sealed class ClockStepTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_clock_that_steps_by_an_hour_repeats_no_window_and_skips_none(int hours)
    {
        // Windows of 10 s every 5 s; a post a second; the step between the posts of 12:00:12 and 12:00:13.
        var undisturbed = Windows(TimeSpan.Zero);
        Assert.Equal("12:00:20 #a 10", undisturbed[4]);
        Assert.Equal(undisturbed, Windows(TimeSpan.FromHours(hours)));
    }

    private static List<string> Windows(TimeSpan step)
    {
        var scheduler = new HistoricalScheduler(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var machine = new Machine(scheduler);
        var clock = new ArrivalClock(machine);
        var options = Counted.Options(10_000, 5_000);
        using var batches = new Subject<FeedBatch>();
        var seen = new List<string>();
        using var run = TrendPipeline.Snapshots(batches, new PostCounter(options), options.Windows, clock, null, Observable.Never<Unit>(), scheduler)
            .Subscribe(snapshot => seen.Add($"{snapshot.End:HH:mm:ss} {string.Join(' ', snapshot.Top.Select(trend => $"{trend.Display} {trend.Count}"))}"));
        scheduler.AdvanceBy(TimeSpan.FromSeconds(0.5));
        var lines = new LineBuffer(1000);
        for (var second = 0; second < 60; second++)
        {
            machine.Step = second > 12 ? step : TimeSpan.Zero;
            var post = Encoding.UTF8.GetBytes("#a\n");
            post.CopyTo(lines.Free);
            lines.Commit(post.Length);
            batches.OnNext(new(lines, clock.Now));
            scheduler.AdvanceBy(TimeSpan.FromSeconds(1));
        }

        return seen;
    }

    /// <summary>A wall clock that steps, and a monotonic one that does not.</summary>
    private sealed class Machine(HistoricalScheduler scheduler) : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => scheduler.Now + Step;

        public override long GetTimestamp() => scheduler.Now.UtcTicks;
    }
}
