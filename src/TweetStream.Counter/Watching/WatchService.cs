using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Counter.Output;
using TweetStream.Health;
using TweetStream.Trends;

namespace TweetStream.Counter.Watching;

/// <summary>Shows the snapshots that others count, as a counter shows its own, until there are no more of them.</summary>
/// <param name="options">What is shown, and where; how it is counted makes no difference.</param>
/// <param name="snapshots">What others count.</param>
/// <param name="time">The clock.</param>
/// <param name="lifetime">Of the host, which ends with the snapshots.</param>
/// <param name="logs">Hear of what goes wrong on the way.</param>
/// <param name="onlookers">See each snapshot beside those of the options. None may wait for anything.</param>
public sealed class WatchService(
    CountOptions options, IAsyncEnumerable<Snapshot> snapshots, TimeProvider time, IHostApplicationLifetime lifetime, ILoggerFactory logs, IEnumerable<IObserver<Snapshot>> onlookers)
    : InputRun(lifetime)
{
    private volatile Snapshot? _newest;

    /// <summary>The last result; null before the first.</summary>
    public Snapshot? Last { get; private set; }

    /// <summary>Results shown.</summary>
    public long Windows { get; private set; }

    /// <summary>What is wrong; may be read at any time, and waits for nothing.</summary>
    public HealthState Health => new([], _newest is null ? ["no window has come yet"] : _newest.Notice is { } notice ? [notice] : []);

    protected override async Task RunAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(options.For ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        using var results = options.OutputFile is { } file ? new ResultFile(file, options.Rank, Checkpoints.ResultLength.None, logs.CreateLogger<ResultFile>()) : null;
        await using var viewers = Viewers.Of(options, results, time, _ => { }, logs);
        IObserver<Snapshot>[] all = [.. viewers.All, .. onlookers];
        try
        {
            await foreach (var snapshot in snapshots.WithCancellation(either.Token))
            {
                foreach (var viewer in all)
                    viewer.OnNext(snapshot);
                _newest = snapshot;
                if (!snapshot.IsResult)
                    continue;
                Last = snapshot;
                Windows++;
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // It is over.
        }
    }
}
