using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TweetStream.Archive;
using TweetStream.Counter.Feeds;
using TweetStream.Hashtags;
using TweetStream.Posts;
using TweetStream.Tagging;
using TweetStream.Trends;
using TweetStream.Windows;
using TweetStream.Wire;

namespace TweetStream.Counter.Counting;

/// <summary>
/// From lines to snapshots: decodes each line, finds its tags, counts them in windows and ranks the windows that close.
/// Owns the choice between event time and arrival, and the position up to which posts are counted, since counts and
/// position must be one. Plain code over bytes, driven from outside: it has no clock, no thread and no socket. One bad
/// line never ends it. Not for use by two threads at once.
/// </summary>
internal sealed class PostCounter
{
    private readonly CountOptions _options;
    private readonly PostReader _reader;
    private readonly PostBuffer _post = new();
    private readonly LineScanner _plainLines = new();
    private readonly TagBatch _batch = new();
    private readonly TagTable _table;
    private readonly PostTags _tags;
    private readonly SlidingCounts _windows;
    private readonly HeldTags _held;
    private readonly Ranking _ranking;
    private readonly TagHistory? _history;
    private readonly Continuity _stream;
    private readonly DeadLetters? _deadLetters;
    private readonly LineHandler _leftOut;
    private readonly WindowHandler _close;
    private readonly List<Snapshot> _closed = [];
    private readonly long _furthestAhead;
    private TimeChoice _time;
    private long _latest = long.MinValue;
    private bool _hasOwnTime;
    private long _shownUntil = long.MinValue;
    private bool _hasShown;
    private string? _notice;
    private long _arrival;
    private long _posts, _tagsCounted, _late, _clamped, _malformed, _repaired, _oversized;

    /// <param name="options">What is counted, and how.</param>
    /// <param name="log">Hears of posts that are missing.</param>
    /// <param name="deadLetters">Keeps the lines that cannot be read; null where nobody wants them.</param>
    public PostCounter(CountOptions options, ILogger<PostCounter>? log = null, DeadLetters? deadLetters = null)
    {
        _options = options;
        _deadLetters = deadLetters;
        _time = options.Time;
        _furthestAhead = (long)options.FurthestAhead.TotalMilliseconds;
        // Words are counted in the text, whatever tags come with it.
        _reader = options.By == CountBy.Hashtags ? PostReader.ForCounting(HashtagScanner.TokeniserVersion) : new();
        _table = new(options.KeepCase);
        _tags = new(_table, options.By);
        _windows = new(options.Windows);
        _stream = new(options, log ?? NullLogger<PostCounter>.Instance);
        _leftOut = LeaveOut;
        _close = Close;
        _history = options.Rank == Rank.Rising ? new(options.Windows.Size) : null;
        _held = new(_table, _windows, options.MaxTags, _history);
        _ranking = new(_table, options.Top, options.By == CountBy.Hashtags ? "#" : "", _history);
    }

    /// <summary>Posts read, whatever became of them. This and the other numbers may be read by any thread.</summary>
    public long Posts => Volatile.Read(ref _posts);

    /// <summary>Tags that were counted since the start, of this process and not of the state.</summary>
    public long Tags => Volatile.Read(ref _tagsCounted);

    /// <summary>Spellings of tags that are held in memory.</summary>
    public int KnownSpellings => _table.Count;

    /// <summary>Time that the last counted post counts at, in ms since the Unix epoch; null before the first.</summary>
    public long? LastPost => _stream.LastPost;

    /// <summary>The next post wanted; null before a relay accepted a subscription, and while a foreign sender sends.</summary>
    public ArchivePosition? Position => _stream.Position;

    public StreamCounts Stream => new()
    {
        Late = Volatile.Read(ref _late),
        Clamped = Volatile.Read(ref _clamped),
        Malformed = Volatile.Read(ref _malformed),
        Repaired = Volatile.Read(ref _repaired),
        Oversized = Volatile.Read(ref _oversized),
        Missed = _stream.Missed,
        Capped = _tags.Capped,
        Overflow = _held.Overflow,
    };

    /// <summary>
    /// Counts the lines of the batch, from the first that closes windows on while the result is enumerated: the windows that
    /// close meanwhile. They are handed out after each line, because one block of a sparse recording may close a million.
    /// </summary>
    public IEnumerable<Snapshot> Count(Batch batch)
    {
        (_notice, _arrival) = (batch.Notice, batch.Arrival);
        if (batch.Connection is { } connection)
            _stream.Hear(connection, Posts, batch.Arrival);
        return CountUntilClosed(batch) ? Closed(batch) : [];
    }

    /// <summary>
    /// At the end of a slide by the clock: closes what arrival time closes, and makes sure that whoever looks has
    /// something to see, be it an empty window or one that is still open.
    /// </summary>
    /// <param name="end">End of a window, in ms since the Unix epoch.</param>
    public IReadOnlyList<Snapshot> Tick(long end)
    {
        CountCollected();
        if (_time == TimeChoice.Arrival)
        {
            _windows.Advance(end, _close);
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
        Advance(long.MaxValue);
        return TakeClosed();
    }

    /// <summary>Writes everything that decides a later result.</summary>
    public void Save(BinaryWriter state)
    {
        CountCollected();
        state.Write((int)_time);
        state.Write(_latest);
        state.Write(_hasOwnTime);
        state.Write(_shownUntil);
        foreach (var count in (ReadOnlySpan<long>)[Posts, _late, _clamped, _malformed, _repaired, _oversized, _tags.Capped, _held.Overflow])
            state.Write(count);
        _stream.Save(state);
        _table.Save(state);
        _windows.Save(state);
        _history?.Save(state);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, into a counter of the same options that has not counted yet.</summary>
    /// <exception cref="InvalidDataException">What is read cannot be.</exception>
    public void Restore(BinaryReader state, long now)
    {
        _time = (TimeChoice)state.ReadInt32();
        _latest = state.ReadInt64();
        _hasOwnTime = state.ReadBoolean();
        _shownUntil = state.ReadInt64();
        _posts = state.ReadInt64();
        (_late, _clamped, _malformed) = (state.ReadInt64(), state.ReadInt64(), state.ReadInt64());
        (_repaired, _oversized) = (state.ReadInt64(), state.ReadInt64());
        (_tags.Capped, _held.Overflow) = (state.ReadInt64(), state.ReadInt64());
        _stream.Restore(state, Posts, now);
        _table.Restore(state);
        _windows.Restore(state, _table.Count);
        // A state that was made without a history is as good: the counts go on, and the past begins here.
        if (state.BaseStream.Position < state.BaseStream.Length)
            _history?.Restore(state, _table.Count);
    }

    private IEnumerable<Snapshot> Closed(Batch batch)
    {
        do
        {
            foreach (var closed in TakeClosed())
                yield return closed;
        }
        while (CountUntilClosed(batch));
    }

    // False when all is counted.
    private bool CountUntilClosed(Batch batch)
    {
        if (batch.Lines is not { } lines)
            return false;
        while (_closed.Count == 0)
        {
            if (!TryCount(lines, batch))
                return false;
        }

        return true;
    }

    private bool TryCount(LineBuffer lines, Batch batch)
    {
        lines.LeftOut = _leftOut;
        CountPlainLines(lines, batch.Arrival);
        var isLine = lines.TryRead(out var line) || (batch.IsLast && lines.TryReadLast(out line));
        if (!isLine)
        {
            CountCollected();
            return false;
        }

        Count(line, batch.Arrival);
        _held.KeepLimit();
        return true;
    }

    // The fast path for what a person or a foreign program sends: as long as nothing but the counts of one pane changes, lines
    // are counted many at a time. The first line that begins a pane or closes a window is for the careful path.
    private void CountPlainLines(LineBuffer lines, long arrival)
    {
        if (_time != TimeChoice.Arrival || _options.By != CountBy.Hashtags)
            return;
        var time = Math.Max(arrival, _windows.Watermark);
        while (!_windows.IsDue(time) && _windows.IsFilling(time) && _held.HasRoomFor(TagBatch.Capacity))
        {
            CountCollected();
            var taken = _plainLines.Scan(lines.WholeLines, _batch);
            if (taken == 0)
                return;
            lines.Skip(taken);
            _posts += _batch.Posts;
            _stream.Pass(_batch.Posts);
            _stream.Counted(time);
            Advance(time);
        }
    }

    private void LeaveOut(ReadOnlySpan<byte> beginning)
    {
        _oversized++;
        _stream.Pass();
        Keep(beginning, "longer than --max-line; only its beginning is kept");
    }

    private void Keep(ReadOnlySpan<byte> line, string reason) =>
        _deadLetters?.Add(_options.Input.ToString(), reason, line, DateTimeOffset.FromUnixTimeMilliseconds(_arrival));

    private void Count(ReadOnlySpan<byte> line, long arrival)
    {
        var kind = _reader.Read(line, _post);
        if (kind is LineKind.Blank or LineKind.Control)
            return;
        if (kind == LineKind.Malformed)
        {
            _malformed++;
            _stream.Pass();
            Keep(line, _reader.Problem);
            return;
        }

        if (!_stream.Take(_post.Offset))
            return;
        _posts++;
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
        Advance(arrival);
        // The clock may have closed a window between the arrival of a block and its counting: nothing arrives before that.
        var time = Math.Max(arrival, _windows.Watermark);
        CountAt(time);
        _stream.Counted(time);
    }

    private void CountAtEvent(long arrival)
    {
        var time = _post.CreatedAt ?? arrival;
        var isOwn = _post.CreatedAt is not null;
        if (time > arrival + _furthestAhead)
        {
            _clamped++;
            (time, isOwn) = (arrival, false);
        }

        if (CountAt(time))
            _stream.Counted(time);
        else
            _late++;
        _hasOwnTime |= isOwn;
        // In a recording of last year the arrival of one post that has no good time would close every window.
        if (time <= _latest || (_hasOwnTime && !isOwn))
            return;
        _latest = time;
        Advance(time - _options.Windows.WatermarkDelay);
    }

    // Posts of the pane that most come into are collected, so that their tags are looked up together.
    private bool CountAt(long time)
    {
        if (_windows.IsFilling(time) && _held.HasRoomFor(TagBatch.Capacity) && _tags.TryCollect(_post, _batch))
        {
            if (_batch.IsFull)
                CountCollected();
            return true;
        }

        CountCollected();
        var tags = _tags.Of(_post);
        if (!_windows.Add(time, tags))
            return false;
        _tagsCounted += tags.Length;
        return true;
    }

    private void CountCollected()
    {
        if (_batch.Posts > 0)
        {
            var tags = _table.Intern(_batch);
            _tagsCounted += tags.Length;
            _windows.Fill(_batch.Posts, tags);
        }

        _batch.Clear();
    }

    private void Advance(long watermark)
    {
        if (_windows.IsDue(watermark))
            CountCollected();
        _windows.Advance(watermark, _close);
    }

    private void Close(WindowCounts window)
    {
        Show(Snapshot(window));
        if (window.Revision == 0)
            _ranking.Learn(window);
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
        Rank = _options.Rank,
        Stream = Stream,
        Gap = _stream.GapWithin(start, end),
        Notice = _notice,
    };

    private Snapshot[] TakeClosed()
    {
        if (_closed.Count == 0)
            return [];
        // At the end of the input nothing comes any more that would need the memory.
        if (_windows.Watermark < long.MaxValue)
            _held.ForgetPast();
        _stream.Forget(_windows.Watermark);
        var closed = _closed.ToArray();
        _closed.Clear();
        return closed;
    }
}
