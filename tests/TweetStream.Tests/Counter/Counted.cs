using System.Text;
using TweetStream.Counter;
using TweetStream.Counter.Counting;
using TweetStream.Counter.Feeds;
using TweetStream.Trends;
using TweetStream.Windows;
using TweetStream.Wire;
using FeedBatch = TweetStream.Counter.Feeds.Batch;

namespace TweetStream.Tests.Counter;

/// <summary>Drives a counter by lines of text.</summary>
internal sealed class Counted
{
    private readonly LineBuffer _lines;

    public Counted(CountOptions? options = null)
    {
        options ??= Options();
        _lines = new(options.MaxLineBytes);
        Counter = new(options);
    }

    public PostCounter Counter { get; }

    public List<Snapshot> Snapshots { get; } = [];

    public static CountOptions Options(long size = 10_000, long slide = 10_000) =>
        new() { Input = CountInput.StandardInput, Windows = new WindowSpec(size, slide) };

    public Counted Line(string line, long arrival = 0) => Bytes(Encoding.UTF8.GetBytes(line + "\n"), arrival);

    public Counted Bytes(ReadOnlySpan<byte> bytes, long arrival = 0)
    {
        while (bytes.Length > 0)
        {
            var free = _lines.Free.Span;
            var piece = bytes[..Math.Min(bytes.Length, free.Length)];
            piece.CopyTo(free);
            _lines.Commit(piece.Length);
            bytes = bytes[piece.Length..];
            Snapshots.AddRange(Counter.Count(new FeedBatch(_lines, arrival)));
        }

        return this;
    }

    public Counted Hear(Connection connection)
    {
        Snapshots.AddRange(Counter.Count(new FeedBatch(null, 0) { Connection = connection }));
        return this;
    }

    public Counted Tick(long end)
    {
        Snapshots.AddRange(Counter.Tick(end));
        return this;
    }

    public Counted End()
    {
        Snapshots.AddRange(Counter.End());
        return this;
    }

    public IEnumerable<string> Results => Snapshots.Where(snapshot => !snapshot.Provisional && snapshot.Posts > 0).Select(Text);

    public static string Text(Snapshot snapshot) =>
        $"[{snapshot.Start.ToUnixTimeMilliseconds()},{snapshot.End.ToUnixTimeMilliseconds()}) {string.Join(' ', snapshot.Top.Select(trend => $"{trend.Display} {trend.Count}"))}";
}
