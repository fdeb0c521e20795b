using TweetStream.Counter.Feeds;
using TweetStream.Hashtags;
using TweetStream.Posts;
using TweetStream.Trends;
using TweetStream.Windows;
using TweetStream.Wire;

namespace TweetStream.Counter.Counting;

/// <summary>
/// From lines to snapshots: decodes each line, finds its tags, counts them in windows and ranks the windows that close.
/// Owns the choice between event time and arrival. Plain code over bytes, driven from outside: it has no clock, no
/// thread and no socket. One bad line never ends it. Not for use by two threads at once.
/// </summary>
internal sealed class PostCounter
{
    private readonly CountOptions _options;
    private readonly PostReader _reader = new();
    private readonly PostBuffer _post = new();
    private readonly TagTable _table;
    private readonly PostTags _tags;
    private readonly SlidingCounts _windows;
    private readonly HeldTags _held;
    private readonly Ranking _ranking;
    private readonly List<Snapshot> _closed = [];
    private TimeChoice _time;
    private long _latest = long.MinValue;
    private bool _hasOwnTime;
    private long _shownUntil = long.MinValue;
    private bool _hasShown;
    private string? _notice;
    private long _late, _clamped, _malformed, _repaired, _oversized;

    public PostCounter(CountOptions options)
    {
        _options = options;
        _time = options.Time;
        _table = new(options.KeepCase);
        _tags = new(_table, options.By);
        _windows = new(options.Windows);
        _held = new(_table, _windows, options.MaxTags);
        _ranking = new(_table, options.Top, options.By == CountBy.Hashtags ? "#" : "");
    }

    /// <summary>Posts read, whatever became of them.</summary>
    public long Posts { get; private set; }

    /// <summary>Spellings of tags that are held in memory.</summary>
    public int KnownSpellings => _table.Count;

    public StreamCounts Stream => new()
    {
        Late = _late,
        Clamped = _clamped,
        Malformed = _malformed,
        Repaired = _repaired,
        Oversized = _oversized,
        Capped = _tags.Capped,
        Overflow = _held.Overflow,
    };

    /// <summary>
    /// Counts the lines of the batch while its result is enumerated: the windows that close meanwhile. They are handed out
    /// after each line, because one block of a sparse recording may close a million.
    /// </summary>
    public IEnumerable<Snapshot> Count(Batch batch)
    {
        _notice = batch.Notice;
        if (batch.Lines is not { } lines)
            yield break;
        while (TryCount(lines, batch))
        {
            if (_closed.Count == 0)
                continue;
            foreach (var closed in TakeClosed())
                yield return closed;
        }
    }

    /// <summary>
    /// At the end of a slide by the clock: closes what arrival time closes, and makes sure that whoever looks has
    /// something to see, be it an empty window or one that is still open.
    /// </summary>
    /// <param name="end">End of a window, in ms since the Unix epoch.</param>
    public IReadOnlyList<Snapshot> Tick(long end)
    {
        if (_time == TimeChoice.Arrival)
        {
            _windows.Advance(end, Close);
            if (_shownUntil < end)
                Show(Empty(end));
        }
        else if (!_hasShown && !_windows.TryPeek(open => Show(Snapshot(open) with { Provisional = true })))
        {
            Show(Empty(end));
        }

        _hasShown = false;
        return TakeClosed();
    }

    /// <summary>At the end of the input: closes every window that is open.</summary>
    public IReadOnlyList<Snapshot> End()
    {
        _windows.Advance(long.MaxValue, Close);
        return TakeClosed();
    }

    private bool TryCount(LineBuffer lines, Batch batch)
    {
        var isLine = lines.TryRead(out var line) || (batch.IsLast && lines.TryReadLast(out line));
        _oversized = lines.Oversized;
        if (!isLine)
            return false;
        Count(line, batch.Arrival);
        _held.KeepLimit();
        return true;
    }

    private void Count(ReadOnlySpan<byte> line, long arrival)
    {
        var kind = _reader.Read(line, _post);
        if (kind is LineKind.Blank or LineKind.Control)
            return;
        if (kind == LineKind.Malformed)
        {
            _malformed++;
            return;
        }

        Posts++;
        if (_post.Repaired)
            _repaired++;
        if (_time == TimeChoice.Auto)
            _time = _post.CreatedAt is null ? TimeChoice.Arrival : TimeChoice.Event;
        if (_time == TimeChoice.Arrival)
            CountAtArrival(arrival);
        else
            CountAtEvent(arrival);
    }

    private void CountAtArrival(long arrival)
    {
        // A post that arrives exactly at a boundary belongs to the new window, so what ends there closes first.
        _windows.Advance(arrival, Close);
        // The clock may have closed a window between the arrival of a block and its counting: nothing arrives before that.
        _windows.Add(Math.Max(arrival, _windows.Watermark), _tags.Of(_post));
    }

    private void CountAtEvent(long arrival)
    {
        var time = _post.CreatedAt ?? arrival;
        var isOwn = _post.CreatedAt is not null;
        if (time > arrival + _options.FurthestAhead.TotalMilliseconds)
        {
            _clamped++;
            (time, isOwn) = (arrival, false);
        }

        if (!_windows.Add(time, _tags.Of(_post)))
            _late++;
        _hasOwnTime |= isOwn;
        // In a recording of last year the arrival of one post that has no good time would close every window.
        if (time <= _latest || (_hasOwnTime && !isOwn))
            return;
        _latest = time;
        _windows.Advance(time - _options.Windows.WatermarkDelay, Close);
    }

    private void Close(WindowCounts window)
    {
        Show(Snapshot(window));
        _shownUntil = window.End;
    }

    private void Show(Snapshot snapshot)
    {
        _closed.Add(snapshot);
        _hasShown = true;
    }

    private Snapshot Snapshot(WindowCounts window)
    {
        var (top, tags) = _ranking.Of(window);
        return Between(window.Start, window.End) with { Posts = window.Posts, Tags = tags, Top = top, Revision = window.Revision };
    }

    private Snapshot Empty(long end) => Between(end - _options.Windows.Size, end);

    private Snapshot Between(long start, long end) => new()
    {
        // A post of the first day that a calendar knows is in windows that begin before it.
        Start = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(start, DateTimeOffset.MinValue.ToUnixTimeMilliseconds())),
        End = DateTimeOffset.FromUnixTimeMilliseconds(end),
        Slide = TimeSpan.FromMilliseconds(_options.Windows.Slide),
        Stream = Stream,
        Notice = _notice,
    };

    private Snapshot[] TakeClosed()
    {
        if (_closed.Count == 0)
            return [];
        _held.ForgetPast();
        var closed = _closed.ToArray();
        _closed.Clear();
        return closed;
    }
}
