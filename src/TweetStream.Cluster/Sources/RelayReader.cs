using Microsoft.Extensions.Logging;
using TweetStream.Cluster.Records;
using TweetStream.Counter;
using TweetStream.Counter.Counting;
using TweetStream.Counter.Feeds;
using TweetStream.Hashtags;
using TweetStream.Posts;
using TweetStream.Tagging;
using TweetStream.Wire;

namespace TweetStream.Cluster.Sources;

/// <summary>
/// From a relay's lines to stretches that are counted: by the feed of the single process, on its thread, from one position on.
/// Holds a few stretches and then makes the feed wait, which slows the socket down. Whoever takes them may do so on any thread.
/// </summary>
internal sealed class RelayReader : IObserver<Batch>, IDisposable
{
    private const int MostWaiting = 4;

    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _room = new(initialState: true);
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<CountedStretch> _ready = new();
    private readonly CountInput _relay;
    private readonly long[] _cuts;
    private readonly PostReader _reader;
    private readonly PostBuffer _post = new();
    private readonly Place _place = new();
    private readonly BatchBuilder _counts;
    private readonly LineHandler _leftOut;
    private readonly IDisposable _subscription;
    private string? _archive;
    private long _from;
    private long? _first;
    private Exception? _failure;
    private long _posts;

    /// <param name="options">What is counted, and how.</param>
    /// <param name="relay">Whose posts.</param>
    /// <param name="from">Where to go on; null to begin where the options say.</param>
    /// <param name="cuts">Offsets within what comes where some partition stands: no stretch reaches across one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Hear of connections.</param>
    public RelayReader(ClusterOptions options, CountInput relay, SourcePoint? from, IEnumerable<long> cuts, TimeProvider time, ILoggerFactory logs)
    {
        _relay = relay;
        _cuts = [.. cuts.Distinct().Order()];
        _reader = options.By == CountBy.Hashtags ? PostReader.ForCounting(HashtagScanner.TokeniserVersion) : new();
        _counts = new(options, from);
        _leftOut = LeaveOut;
        if (from?.Archive is { } archive)
        {
            (_archive, _from) = (archive, from.Offset);
            _place.Position = new(archive, from.Offset);
        }

        var input = new CountOptions { Input = relay, From = options.From, Tls = options.Tls, TlsCaFile = options.TlsCaFile, Token = options.Token, MaxLineBytes = options.MaxLineBytes };
        Feed = Feed.Open(input, () => _place.Position, new ArrivalClock(time), time, logs);
        _subscription = Feed.Batches().Subscribe(this);
    }

    public Feed Feed { get; }

    /// <summary>Posts read, whatever became of them.</summary>
    public long Posts => Volatile.Read(ref _posts);

    /// <summary>The last post that was there when the relay answered; -1 while there was none.</summary>
    public long LastOffset { get; private set; } = -1;

    /// <summary>Where the next stretch begins; null before the relay answered.</summary>
    public SourcePoint? Position
    {
        get
        {
            lock (_gate)
                return _archive is null || _ready.Count > 0 || !_counts.IsEmpty ? null : _counts.PointAt(_archive, _place.Position!.Offset);
        }
    }

    /// <summary>Takes the next stretch: a whole one, or else what was counted so far.</summary>
    /// <returns>Null where nothing has come.</returns>
    /// <exception cref="FeedException">The relay will not give what is asked for, however often one asks.</exception>
    public CountedStretch? Take()
    {
        lock (_gate)
        {
            if (_ready.Count == 0 && _failure is not null)
                throw _failure is FeedException refused ? new FeedException(refused.Message, refused) : new IOException(_failure.Message, _failure);
            if (_ready.Count == 0 && !_counts.IsEmpty)
                Cut();
            if (!_ready.TryDequeue(out var stretch))
                return null;
            _room.Set();
            return stretch;
        }
    }

    public void OnNext(Batch value)
    {
        try
        {
            Count(value);
        }
        catch (Exception failure)
        {
            OnError(failure); // which nobody else would tell us
            throw;
        }
    }

    public void OnError(Exception error)
    {
        lock (_gate)
            _failure ??= error;
    }

    public void OnCompleted()
    {
        // The feed of a socket ends only when it is disposed of.
    }

    public void Dispose()
    {
        _stop.Cancel();
        _subscription.Dispose();
    }

    private void Count(Batch value)
    {
        if (value.Connection is { } connection)
            Hear(connection);
        if (value.Lines is not { } lines)
            return;
        lines.LeftOut = _leftOut;
        while (true)
        {
            lock (_gate)
            {
                while (_ready.Count < MostWaiting)
                {
                    if (!lines.TryRead(out var line) && !(value.IsLast && lines.TryReadLast(out line)))
                        return;
                    Count(line, value.Arrival);
                }

                _room.Reset();
            }

            _room.Wait(_stop.Token);
        }
    }

    private void Hear(Connection connection)
    {
        if (connection.IsLost)
            return;
        if (connection.Position is not { } given)
            throw new FeedException($"{_relay} is no relay: it does not answer the subscription");
        lock (_gate)
        {
            LastOffset = connection.Last;
            if (_archive is not null && _archive != given.Archive)
                throw new FeedException($"{_relay} has the archive {given.Archive} now, and the counts go on in the archive {_archive}");
            if (!_counts.IsEmpty && given.Offset > _place.Position?.Offset)
                Cut(); // What is missing now may be where some partition stands.
            if (_place.Move(connection, out var missing) && missing > 0)
                _counts.Miss(missing.Value);
            if (_archive is null)
                (_archive, _from) = (given.Archive, given.Offset);
        }
    }

    private void LeaveOut(ReadOnlySpan<byte> beginning) => Pass(new() { Oversized = 1 });

    private void Pass(StreamTotals totals)
    {
        _place.Pass(1);
        _counts.LeaveOut(totals);
        if (Array.BinarySearch(_cuts, _place.Position!.Offset) >= 0)
            Cut();
    }

    private void Count(ReadOnlySpan<byte> line, long arrival)
    {
        switch (_reader.Read(line, _post))
        {
            case LineKind.Blank or LineKind.Control:
                return;
            case LineKind.Malformed:
                Pass(new() { Malformed = 1 });
                return;
        }

        CutBefore(_post.Offset);
        if (!_place.Take(_post.Offset, out var missing))
            return;
        if (missing > 0)
            _counts.Miss(missing);
        _first ??= _post.Offset;
        _counts.Add(_post, arrival);
        Volatile.Write(ref _posts, _posts + 1);
        if (_counts.IsFull)
            Cut();
    }

    // A partition that stands between this post and what was counted so far takes the batch that begins with this post.
    private void CutBefore(long? offset)
    {
        if (offset is not { } number || _counts.IsEmpty)
            return;
        foreach (var cut in _cuts)
        {
            if (cut > _from && cut <= number && _place.Position!.Offset <= cut)
            {
                Cut();
                return;
            }
        }
    }

    private void Cut()
    {
        var to = _counts.PointAt(_archive!, _place.Position!.Offset);
        var (panes, totals, gaps) = _counts.Take();
        _ready.Enqueue(new(_from, _first ?? _from, to, panes, totals, gaps));
        (_from, _first) = (to.Offset, null);
    }
}
