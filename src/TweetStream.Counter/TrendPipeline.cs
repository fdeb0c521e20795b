using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using TweetStream.Counter.Checkpoints;
using TweetStream.Counter.Counting;
using TweetStream.Counter.Feeds;
using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Counter;

/// <summary>
/// The whole chain: batches of lines in, snapshots out. Rx carries what is slow and timed; the counting itself is plain
/// code that each step runs, one step at a time.
/// </summary>
internal static class TrendPipeline
{
    // In ms; a timer takes 49 days at most, a slide may be longer.
    private const long LongestWait = 24 * 60 * 60 * 1000;

    /// <summary>
    /// The end of the batches closes every open window; <paramref name="stop"/> ends the stream where it stands. Checkpoints
    /// are taken when a relay has accepted, at each slide, and before the end closes windows that more input would fill.
    /// <paramref name="slid"/> hears of each slide, by its end in ms since the Unix epoch, when its snapshots have been seen.
    /// </summary>
    public static IObservable<Snapshot> Snapshots(
        IObservable<Batch> batches, PostCounter counter, WindowSpec windows, ArrivalClock clock, CheckpointTaker? checkpoints, IObservable<Unit> stop, IScheduler scheduler, Action<long>? slid = null) =>
        batches.Select(batch => new Step { Batch = batch })
            .Append(new Step { IsEnd = true })
            .Merge(SlideEnds(windows, clock, scheduler).Select(end => new Step { Slide = end }))
            .TakeUntil(stop)
            .TakeUntil(step => step.IsEnd)
            .SelectMany(step => Run(step, counter, checkpoints, slid));

    // What follows a snapshot runs after everyone has seen it, so that a checkpoint covers what is in the file of results.
    private static IEnumerable<Snapshot> Run(Step step, PostCounter counter, CheckpointTaker? checkpoints, Action<long>? slid)
    {
        if (step.Slide is { } end)
        {
            return Then(counter.Tick(end), () =>
            {
                slid?.Invoke(end);
                checkpoints?.Take();
            });
        }

        if (step.Batch is { } batch)
            return batch.Connection?.Position is null ? counter.Count(batch) : Then(counter.Count(batch), () => checkpoints?.TakeNow());
        checkpoints?.TakeLast();
        return counter.End();
    }

    private static IEnumerable<Snapshot> Then(IEnumerable<Snapshot> snapshots, Action then)
    {
        foreach (var snapshot in snapshots)
            yield return snapshot;
        then();
    }

    /// <summary>
    /// The ends of windows as the clock passes them, for ever; those that a stalled machine missed are left out. The last
    /// one before now comes at once, so that no picture of an earlier run passes for one of this.
    /// </summary>
    private static IObservable<long> SlideEnds(WindowSpec windows, ArrivalClock clock, IScheduler scheduler)
    {
        long After(long time) => windows.EndOf(windows.FirstWindowEndingAfter(Math.Max(time, clock.Now)));
        (long End, long Due) WaitFor(long end) => (end, Math.Min(end, clock.Now + LongestWait));
        return Observable.Generate(
                WaitFor(After(long.MinValue) - windows.Slide),
                _ => true,
                wait => WaitFor(wait.Due < wait.End ? wait.End : After(wait.End)),
                wait => wait,
                wait => TimeSpan.FromMilliseconds(Math.Max(0, wait.Due - clock.Now)),
                scheduler)
            .Where(wait => wait.Due == wait.End)
            .Select(wait => wait.End);
    }

    /// <summary>One of a batch, the end of a slide in ms since the Unix epoch, and the end of the input. A struct, because nothing is to be allocated for a batch.</summary>
    private readonly record struct Step
    {
        public Batch? Batch { get; init; }

        public long? Slide { get; init; }

        public bool IsEnd { get; init; }
    }
}
