using System.Diagnostics;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Counter;
using TweetStream.Counter.Counting;
using TweetStream.Trends;
using TweetStream.Wire;

namespace TweetStream.Benchmarks.Contenders;

/// <summary>Our counter without its connection and its clock: bytes come from memory, and the time from whoever gives them.</summary>
internal sealed class MemoryCounter(CountOptions options)
{
    public static readonly CountOptions Options = new() { Input = new("memory", 1, null), Windows = new(ClosedWindow.Size, ClosedWindow.Slide) };
    private readonly PostCounter _counter = new(options);
    private readonly LineBuffer _lines = new(options.MaxLineBytes);

    public List<Snapshot> Results { get; } = [];

    /// <summary>Counts lines that came at a time, in ms.</summary>
    public void Add(ReadOnlySpan<byte> bytes, long arrival)
    {
        while (!bytes.IsEmpty)
        {
            _lines.Fill(ref bytes);
            Keep(_counter.Count(new Counter.Feeds.Batch(_lines, arrival)));
        }
    }

    /// <summary>Closes the window that ends at a time, in ms.</summary>
    /// <returns>How long that took, its ranking too.</returns>
    public TimeSpan Slide(long end)
    {
        var watch = Stopwatch.StartNew();
        var closed = _counter.Tick(end);
        watch.Stop();
        Keep(closed);
        return watch.Elapsed;
    }

    public void End() => Keep(_counter.End());

    private void Keep(IEnumerable<Snapshot> snapshots)
    {
        foreach (var snapshot in snapshots)
        {
            if (snapshot.IsResult)
                Results.Add(snapshot);
        }
    }
}
