using System.Threading.Channels;
using TweetStream.Trends;

namespace TweetStream.Web.Page;

/// <summary>
/// What a counter has shown: the newest window, the results of the last hours, and everyone who waits for the next. Each
/// of those has room for one: who takes it too late sees the newest and, by its number, that some are to be asked for.
/// So nobody who looks holds up the counting.
/// </summary>
internal sealed class ShownWindows(PageOptions options, TimeProvider time) : IObserver<Snapshot>
{
    /// <summary>Most ranked tags that are kept in all windows together, a window counting as one more: some tens of megabytes.</summary>
    internal const int MostKept = 150_000;

    /// <summary>Most ranked tags of one window that are kept and shown; as many as the largest picture has.</summary>
    internal const int MostRanked = 50;

    private readonly Lock _lock = new();
    private readonly List<ShownWindow> _results = []; // by their ends, and a window once
    private readonly HashSet<Channel<ShownWindow>> _watchers = [];
    private ShownWindow? _newest;
    private long _number;
    private int _kept;

    public DateTimeOffset Started { get; } = time.GetUtcNow();

    /// <summary>Null before the first.</summary>
    public ShownWindow? Newest => Volatile.Read(ref _newest);

    /// <summary>The oldest result that is kept; null while there is none.</summary>
    public ShownWindow? Oldest
    {
        get
        {
            lock (_lock)
                return _results.Count > 0 ? _results[0] : null;
        }
    }

    public int Watchers
    {
        get
        {
            lock (_lock)
                return _watchers.Count;
        }
    }

    public void OnNext(Snapshot snapshot)
    {
        if (snapshot.Top.Count > MostRanked)
            snapshot = snapshot with { Top = [.. snapshot.Top.Take(MostRanked)] };
        lock (_lock)
        {
            var shown = new ShownWindow(snapshot.IsResult ? ++_number : _number, snapshot, time.GetUtcNow());
            Volatile.Write(ref _newest, shown);
            if (snapshot.IsResult)
                Keep(shown);
            foreach (var watcher in _watchers)
                watcher.Writer.TryWrite(shown);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    /// <summary>Gives the newest window at once where there is one, then each that is shown, as fast as they are taken; dispose it to see no more.</summary>
    public Watcher Watch()
    {
        var next = Channel.CreateBounded<ShownWindow>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            _watchers.Add(next);
            if (_newest is { } newest)
                next.Writer.TryWrite(newest);
        }

        return new(this, next);
    }

    /// <summary>Results that end after one instant and before another, oldest first; of more than <paramref name="most"/> the oldest where they are asked for from an instant on, else the newest.</summary>
    public IReadOnlyList<ShownWindow> Results(DateTimeOffset? since, DateTimeOffset? before, int most)
    {
        lock (_lock)
        {
            var first = since is { } after ? PlaceOf(after.AddTicks(1)) : 0;
            var end = before is { } limit ? PlaceOf(limit) : _results.Count;
            var count = Math.Clamp(end - first, 0, most);
            return _results.GetRange(since is null ? Math.Max(first, end - count) : first, count);
        }
    }

    /// <summary>All results that are kept, oldest first.</summary>
    public IReadOnlyList<ShownWindow> Results() => Results(null, null, int.MaxValue);

    /// <summary>The result that ends then; null where none does.</summary>
    public ShownWindow? ResultEnding(DateTimeOffset end)
    {
        lock (_lock)
        {
            var place = PlaceOf(end);
            return place < _results.Count && _results[place].Snapshot.End == end ? _results[place] : null;
        }
    }

    private void Keep(ShownWindow shown)
    {
        var place = PlaceOf(shown.Snapshot.End);
        if (place < _results.Count && _results[place].Snapshot.End == shown.Snapshot.End)
        {
            _kept -= Cost(_results[place]);
            _results[place] = shown; // Corrected for late posts.
        }
        else
        {
            _results.Insert(place, shown);
        }

        _kept += Cost(shown);
        Forget(_results[^1].Snapshot.End - options.History);
    }

    private void Forget(DateTimeOffset oldest)
    {
        var forgotten = 0;
        for (; forgotten < _results.Count - 1 && (_kept > MostKept || _results[forgotten].Snapshot.End < oldest); forgotten++)
            _kept -= Cost(_results[forgotten]);
        _results.RemoveRange(0, forgotten);
    }

    private static int Cost(ShownWindow shown) => 1 + shown.Snapshot.Top.Count;

    // Of the first result that ends then or later.
    private int PlaceOf(DateTimeOffset end)
    {
        var (low, high) = (0, _results.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_results[middle].Snapshot.End < end)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Someone who waits for the next window.</summary>
    internal sealed class Watcher(ShownWindows windows, Channel<ShownWindow> next) : IDisposable
    {
        public ChannelReader<ShownWindow> Next => next.Reader;

        public void Dispose()
        {
            lock (windows._lock)
                windows._watchers.Remove(next);
        }
    }
}
