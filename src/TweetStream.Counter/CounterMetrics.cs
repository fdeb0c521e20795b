using System.Diagnostics.Metrics;
using TweetStream.Counter.Counting;
using TweetStream.Trends;

namespace TweetStream.Counter;

/// <summary>
/// Shows what a counter has counted anyway to whoever collects metrics: nothing is done for a post. Sums begin with the
/// process, not with its state, whose last posts may have been shown by the process before: to who collects them, a sum
/// that goes back a little has begun anew, and all of it would count again. What each one means: <c>docs/operations.md</c>.
/// </summary>
internal sealed class CounterMetrics
{
    public const string MeterName = "TweetStream.Counter";
    private const string Prefix = "tweetstream.counter.";

    // From a millisecond to what would be noticed by anyone.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private readonly ArrivalClock _clock;
    private readonly long _begun;
    private readonly Histogram<double> _slides;
    private readonly Histogram<double> _pictures;

    /// <param name="counter">Has restored its state.</param>
    /// <param name="clock">By which slides are due.</param>
    /// <param name="meters">Of the host.</param>
    /// <param name="time">The clock.</param>
    public CounterMetrics(CounterService counter, ArrivalClock clock, IMeterFactory meters, TimeProvider time)
    {
        (_clock, _begun) = (clock, clock.Now);
        var meter = meters.Create(MeterName);
        ShowSums(meter, counter);
        ShowLosses(meter, counter);
        ShowState(meter, counter, time);
        _slides = meter.CreateHistogram(Prefix + "slide.duration", "s", "From when a slide is due to when its snapshots have been written.", [], Seconds);
        _pictures = meter.CreateHistogram(Prefix + "render.duration", "s", "What a picture takes to be drawn and written.", [], Seconds);
    }

    /// <summary>The snapshots of the slide that was due at <paramref name="end"/>, in ms since the Unix epoch, have been seen.</summary>
    public void Slid(long end)
    {
        // The first one stands for what was due before there was a counter.
        if (end > _begun)
            _slides.Record(Math.Max(0, _clock.Now - end) / 1000.0);
    }

    /// <summary>A picture took so long.</summary>
    public void Drawn(TimeSpan took) => _pictures.Record(took.TotalSeconds);

    private static void ShowSums(Meter meter, CounterService counter)
    {
        var before = counter.Posts;
        meter.CreateObservableCounter(Prefix + "posts", () => counter.Posts - before, "{post}", "Posts read, whatever became of them.");
        meter.CreateObservableCounter(Prefix + "tags", () => counter.Tags, "{tag}", "Tags counted; a tag counts once per post.");
        meter.CreateObservableCounter(Prefix + "windows", () => counter.Windows, "{window}", "Windows that closed with at least one post.");
        meter.CreateObservableCounter(
            Prefix + "frames.skipped",
            () => counter.Skipped.Select(skipped => new Measurement<long>(skipped.Count, new KeyValuePair<string, object?>("viewer", skipped.Viewer))),
            "{frame}",
            "Snapshots that a viewer left out because newer ones had come.");
    }

    private static void ShowLosses(Meter meter, CounterService counter)
    {
        var before = counter.Stream;
        Of("late", "{post}", "Posts whose every window was closed already; not counted.", stream => stream.Late);
        Of("clamped", "{post}", "Posts stamped too far in the future; counted at their arrival.", stream => stream.Clamped);
        Of("malformed", "{line}", "Lines that are neither text nor a readable post; left out.", stream => stream.Malformed);
        Of("oversized", "{line}", "Lines above --max-line; left out.", stream => stream.Oversized);
        Of("repaired", "{line}", "Lines with broken characters; counted without them.", stream => stream.Repaired);
        Of("missed", "{post}", "Posts that are known to be missing.", stream => stream.Missed);
        Of("capped", "{tag}", "Tags that were too long, or too many in one post; left out.", stream => stream.Capped);
        Of("overflow", "{tag}", "Counts of tags that were given up beyond --max-tags.", stream => stream.Overflow);

        void Of(string name, string unit, string description, Func<StreamCounts, long> count) =>
            meter.CreateObservableCounter(Prefix + name, () => count(counter.Stream) - count(before), unit, description);
    }

    private static void ShowState(Meter meter, CounterService counter, TimeProvider time)
    {
        meter.CreateObservableUpDownCounter(Prefix + "known_tags", () => counter.KnownTags, "{tag}", "Spellings of tags that are held in memory.");
        meter.CreateObservableGauge(Prefix + "connected", () => counter.IsConnected ? 1 : 0, description: "1 while the input is connected, else 0.");
        meter.CreateObservableGauge(Prefix + "post.lag", () => Of(counter.PostLag), "s", "Age of the post that was counted last, by the time that it counts at.");
        meter.CreateObservableGauge(Prefix + "window.lag", () => Of(time.GetUtcNow() - counter.Last?.End), "s", "How long ago the last window with a post ended, by the time that it counts in.");
        meter.CreateObservableGauge(Prefix + "checkpoint.age", () => Of(counter.CheckpointAge), "s", "How long ago the last checkpoint was written.");

        // Nothing is shown of what is not there, rather than a number that would be taken for one. Posts may be stamped a little ahead.
        static IEnumerable<Measurement<double>> Of(TimeSpan? duration) => duration is { } known ? [new(Math.Max(0, known.TotalSeconds))] : [];
    }
}
