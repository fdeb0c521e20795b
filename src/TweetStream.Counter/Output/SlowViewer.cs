using System.Threading.Channels;
using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>
/// Shows snapshots off the counting path: while one is being shown only the newest waits, those between are skipped, and
/// the last one is always shown. However slow it is, it never holds up the counting.
/// </summary>
internal abstract class SlowViewer : IObserver<Snapshot>
{
    private readonly Channel<Snapshot> _newest;
    private long _skipped;

    protected SlowViewer() =>
        _newest = Channel.CreateBounded<Snapshot>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Interlocked.Increment(ref _skipped));

    /// <summary>Snapshots that were not shown because newer ones had come.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>Why the newest one could not be shown, for a person; null where it was. May be read by any thread.</summary>
    public virtual string? Failure => null;

    /// <summary>Completes when the last snapshot has been shown.</summary>
    public Task Shown { get; private set; } = Task.CompletedTask;

    public void Start() => Shown = Task.Run(() => ShowAsync(_newest.Reader.ReadAllAsync()));

    /// <exception cref="Exception">Showing an earlier one failed: nobody should look at a picture that stands still for hours.</exception>
    public void OnNext(Snapshot snapshot)
    {
        if (Shown.IsFaulted)
            Shown.GetAwaiter().GetResult();
        _newest.Writer.TryWrite(snapshot);
    }

    public void OnCompleted() => _newest.Writer.TryComplete();

    public void OnError(Exception error) => _newest.Writer.TryComplete();

    protected abstract Task ShowAsync(IAsyncEnumerable<Snapshot> newest);
}
