using System.Globalization;
using Microsoft.Extensions.Logging;
using TweetStream.Counter;
using TweetStream.Counter.Counting;
using TweetStream.Counter.Feeds;
using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Tests.Counter.Feeds;

/// <summary>A feed that reads a socket into a counter, as the whole program does.</summary>
internal sealed class RunningFeed : IDisposable
{
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Snapshot> _snapshots = [];
    private readonly IDisposable _run;
    private long _posts;

    public RunningFeed(CountOptions options, PostCounter? counter = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        Counter = counter ?? new(options, new Logger<PostCounter>(Log));
        var feed = new SocketFeed(options, () => Counter.Position, new ArrivalClock(time), time, new Logger<SocketFeed>(Log));
        _run = feed.Batches().Subscribe(
            batch =>
            {
                foreach (var snapshot in Counter.Count(batch))
                    _snapshots.Add(snapshot);
                Volatile.Write(ref _posts, Counter.Posts);
            },
            failure => _ended.TrySetResult(failure),
            () => _ended.TrySetResult(null));
    }

    public PostCounter Counter { get; }

    /// <summary>Posts in batches that are counted to their end; the counter's own number runs ahead of its counts.</summary>
    public long Posts => Volatile.Read(ref _posts);

    public LogLines Log { get; } = new();

    /// <summary>The failure that ended it; null where it came to its end.</summary>
    public Task<Exception?> Ended => _ended.Task.WaitAsync(Patience.Limit);

    public static CountOptions Options(FakeRelay relay) =>
        new() { Input = relay.Input, Windows = new WindowSpec(1000_000_000, 1000_000_000), Top = 0 };

    public Task CountedAsync(long posts) =>
        Eventually.HoldsAsync(() => Posts >= posts, string.Create(CultureInfo.InvariantCulture, $"{posts} posts are counted"));

    /// <summary>The tags of every window and their counts, as <c>t0 1 t1 1</c>, after the input was closed.</summary>
    public string Counts()
    {
        _snapshots.AddRange(Counter.End());
        return string.Join(' ', _snapshots.SelectMany(snapshot => snapshot.Top).Select(trend => $"{trend.Display[1..]} {trend.Count}"));
    }

    public Gap? Gap => _snapshots[^1].Gap;

    public void Dispose() => _run.Dispose();
}
