using System.Text;
using TweetStream.Cluster.Records;
using TweetStream.Counter.Counting;
using TweetStream.Hashtags;
using TweetStream.Tagging;
using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Cluster.Partitions;

/// <summary>
/// The counts of one part of the tags, by the windows of the single process: takes batches in sequence, closes the windows
/// that the minimum of the sources' watermarks passes, and answers for them until they are written. One partition, the first,
/// also adds up what concerns posts and not tags. Plain code without a clock, a thread or a storage. Not for use by two threads
/// at once.
/// </summary>
internal sealed class PartitionCounts
{
    /// <summary>With so many closed windows waiting no batch is taken: a recording would close a year of them before the first is written.</summary>
    public const int MostWaiting = 1000;

    private readonly ClusterOptions _options;
    private readonly WindowSpec _spec;
    private readonly TagTable _table;
    private readonly SlidingCounts _windows;
    private readonly HeldTags _held;
    private readonly Ranking _ranking;
    private readonly GapLog _gaps;
    private readonly PaneRecords _records = new();
    private readonly SourcePoint?[] _points;
    private readonly SortedDictionary<long, WindowAnswer> _waiting = [];
    private readonly List<PaneCounts> _afterClose = []; // of the window that closed last
    private long _open = long.MinValue; // the first window that is not closed
    private StreamTotals _totals = new();

    public PartitionCounts(ClusterOptions options)
    {
        _options = options;
        _spec = options.ClosingWindows;
        _points = new SourcePoint?[options.Relays.Count];
        _table = new(options.KeepCase);
        _windows = new(_spec);
        _held = new(_table, _windows, options.MaxTags);
        _ranking = new(_table, options.Top, options.By == CountBy.Hashtags ? "#" : "");
        _gaps = new(_spec);
    }

    /// <summary>Windows that end before it are closed, in ms since the Unix epoch; null before the first.</summary>
    public long? Watermark => _windows.Watermark == long.MinValue ? null : _windows.Watermark;

    /// <summary>No window before it is asked for any more; <see cref="long.MinValue"/> before the first was.</summary>
    public long Floor { get; private set; } = long.MinValue;

    public IReadOnlyList<SourcePoint?> Points => _points;

    public int Spellings => _table.Count;

    public int Waiting => _waiting.Count;

    private StreamTotals Totals => _totals with { Overflow = _held.Overflow, Missed = _gaps.Missed };

    /// <summary>Counts the batch if it begins where the counts of its source stand, and says where they stand now.</summary>
    public BatchAnswer Add(SourceBatch batch)
    {
        var point = _points[batch.Source];
        if (!IsNext(batch, point))
            return new(BatchOutcome.OutOfSequence, point);
        if (_waiting.Count >= MostWaiting)
            return new(BatchOutcome.Busy, point);
        _totals += batch.Totals ?? new();
        foreach (var gap in batch.Gaps)
            Note(gap);
        foreach (var pane in batch.Panes)
        {
            if (Add(pane))
                Note(pane);
            else
                _totals += new StreamTotals { Late = pane.Posts };
        }

        _held.KeepLimit();
        _points[batch.Source] = batch.To;
        Advance();
        return new(BatchOutcome.Counted, batch.To);
    }

    /// <summary>What is known of a window.</summary>
    /// <param name="from">Nothing before this window is needed any more.</param>
    /// <param name="window">Number of the window; null for the first one from there on that is closed and not empty.</param>
    public WindowAnswer Closed(long from, long? window)
    {
        if (from < Floor)
            return new() { Outcome = WindowOutcome.Gone };
        Floor = from;
        while (_waiting.Count > 0 && _waiting.First().Key < from)
            _waiting.Remove(_waiting.First().Key);
        if (window is null)
            return _waiting.Count > 0 ? _waiting.First().Value : new() { Outcome = WindowOutcome.NotReady };
        if (_windows.Watermark < _spec.EndOf(window.Value))
            return new() { Outcome = WindowOutcome.NotReady };
        return _waiting.GetValueOrDefault(window.Value) ?? new() { Outcome = WindowOutcome.Closed, Window = window.Value, Totals = Totals };
    }

    /// <summary>What is to be written now, and what is no longer needed once it is.</summary>
    /// <param name="token">Whose records these are: no other activation of the partition has the same.</param>
    public CheckpointPlan Plan(string token)
    {
        var (records, panes, added, obsolete) = _records.Plan(_windows.Panes, number => _spec.EndOfPane(number) <= _windows.Watermark, CountsOf, token);
        return new()
        {
            Added = added,
            Obsolete = obsolete,
            Checkpoint = new()
            {
                Options = Fingerprint.Of(_options),
                Watermark = Watermark,
                Floor = Floor == long.MinValue ? null : Floor,
                Points = [.. _points],
                Records = records,
                Panes = panes,
                Waiting = [.. _waiting.Values],
                Totals = Totals,
                Gaps = SaveGaps(),
                AfterClose = [.. _afterClose],
            },
        };
    }

    /// <summary>Takes over a checkpoint, into counts that have not counted yet.</summary>
    /// <param name="checkpoint">Made with the same options.</param>
    /// <param name="records">The panes that it names.</param>
    public void Restore(PartitionCheckpoint checkpoint, IReadOnlyDictionary<string, PaneCounts> records)
    {
        foreach (var reference in checkpoint.Records)
        {
            Add(records[reference.Name]);
            _records.Know(reference);
        }

        foreach (var pane in checkpoint.Panes)
        {
            Add(pane);
            _records.Note(pane);
        }

        // What closes here closed before, and waits among the answers or is written.
        _windows.Advance(checkpoint.Watermark ?? long.MinValue, _ => { });
        _open = checkpoint.Watermark is { } watermark ? _spec.FirstWindowEndingAfter(watermark) : long.MinValue;
        foreach (var pane in checkpoint.AfterClose)
        {
            _windows.TakeFromPrevious(Intern(pane), pane.Counts);
            _afterClose.Add(pane);
        }

        checkpoint.Points.CopyTo(_points, 0);
        foreach (var answer in checkpoint.Waiting)
            _waiting.Add(answer.Window, answer);
        Floor = checkpoint.Floor ?? long.MinValue;
        _totals = checkpoint.Totals;
        _held.Overflow = checkpoint.Totals.Overflow;
        using var gaps = new BinaryReader(new MemoryStream(checkpoint.Gaps));
        _gaps.Restore(gaps);
    }

    private static bool IsNext(SourceBatch batch, SourcePoint? point) =>
        point?.Archive is null ? batch.IsBeginning || batch.To.Archive is null : point.Archive == batch.To.Archive && point.Offset == batch.From;

    private bool Add(PaneCounts pane) => _windows.Add(pane.Number, pane.Posts, Intern(pane), pane.Counts);

    private void Note(PaneCounts pane)
    {
        _records.Note(pane);
        if (Watermark is not null && pane.Number >= _spec.FirstPaneOf(_open - 1) && pane.Number < _spec.PaneAfter(_open - 1))
            _afterClose.Add(pane);
    }

    private int[] Intern(PaneCounts pane)
    {
        var ids = new int[pane.Lengths.Length];
        var at = 0;
        for (var entry = 0; entry < ids.Length; entry++)
        {
            ids[entry] = _table.Intern(pane.Spellings.AsSpan(at, pane.Lengths[entry]));
            at += pane.Lengths[entry];
        }

        return ids;
    }

    private void Note(MissingPosts gap)
    {
        _gaps.Post(gap.From);
        _gaps.Open(gap.Posts);
        _gaps.Post(gap.To ?? gap.From);
    }

    private void Advance()
    {
        // A relay that nobody has heard of yet holds the windows: its posts may be older than all others.
        var live = _points.Where(point => point is not { IsIdle: true }).Select(point => point?.Latest).ToList();
        if (live.Contains(null))
            return;
        // Where all are idle nobody waits for any of them, so that it does not matter which fell silent first.
        if ((live.Count > 0 ? live.Min() : _points.Max(point => point!.Latest)) is not { } latest)
            return;
        var waiting = _waiting.Count;
        _windows.Advance(_options.WatermarkAt(latest), Close);
        if (Watermark is { } now && _spec.FirstWindowEndingAfter(now) is var open && open != _open)
        {
            _open = open;
            _afterClose.Clear();
        }

        if (_waiting.Count == waiting)
            return;
        _held.ForgetPast();
        _gaps.Forget(_windows.Watermark);
    }

    private void Close(WindowCounts window)
    {
        var number = _spec.FirstWindowEndingAfter(window.End - 1);
        if (number < Floor)
            return;
        var (top, tags) = _ranking.Of(window);
        _waiting[number] = new()
        {
            Outcome = WindowOutcome.Closed,
            Window = number,
            Posts = window.Posts,
            Tags = tags,
            Top = [.. top.Select(trend => new RankedTag(trend.Tag, trend.Display, trend.Count, trend.Previous))],
            Totals = Totals,
            Gap = _gaps.Within(window.Start, window.End) is { } gap ? new(gap.From.ToUnixTimeMilliseconds(), gap.To?.ToUnixTimeMilliseconds(), gap.Posts) : null,
        };
    }

    private PaneCounts CountsOf(Pane pane)
    {
        var counts = new PaneCountsBuilder(pane.Number) { Posts = pane.Posts };
        foreach (var (id, count) in pane.Counts)
            counts.Add(_table.Spelling(id), count);
        return counts.Build();
    }

    private byte[] SaveGaps()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        _gaps.Save(writer);
        writer.Flush();
        return bytes.ToArray();
    }
}

/// <summary>One checkpoint and the records around it: first those that are new are written, then the checkpoint, then the obsolete ones go.</summary>
internal sealed record CheckpointPlan
{
    public required PartitionCheckpoint Checkpoint { get; init; }

    public required IReadOnlyList<(string Name, PaneCounts Pane)> Added { get; init; }

    public required IReadOnlyList<string> Obsolete { get; init; }
}
