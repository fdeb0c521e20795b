using Microsoft.Extensions.Logging;
using TweetStream.Cluster.Partitions;
using TweetStream.Cluster.Records;
using TweetStream.Counter;
using TweetStream.Counter.Feeds;
using TweetStream.Wire;

namespace TweetStream.Cluster.Sources;

/// <summary>
/// Reads one relay from the smallest position that its partitions know and sends each of them what it lacks, in sequence. After
/// any failure it asks the positions again and reads from there: nothing that was sent is taken for counted because of how
/// sending ended.
/// </summary>
internal sealed partial class SourceRun
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CompareAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(5);

    private readonly int _number;
    private readonly ClusterOptions _options;
    private readonly ulong _hash;
    private readonly CountInput _relay;
    private readonly IPartitionGrain[] _partitions;
    private readonly StoredRecord<SourceCheckpoint> _beginning;
    private readonly ClusterMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private SourcePoint?[] _points = [];
    private volatile RelayReader? _reader;
    private volatile string? _problem;
    private volatile SourcePoint? _last;
    private volatile string? _refusal;
    private long _rewinds = -1;
    private long _postedAt, _comparedAt;
    private long _seen;

    public SourceRun(int number, ClusterOptions options, IGrainFactory grains, IServiceProvider services, GrainId grain, ClusterMetrics metrics, TimeProvider time, ILoggerFactory logs)
    {
        (_number, _options, _relay, _metrics, _time, _logs) = (number, options, options.Relays[number], metrics, time, logs);
        _hash = Fingerprint.HashOf(options);
        _log = logs.CreateLogger<SourceRun>();
        _partitions = [.. Enumerable.Range(0, options.Partitions).Select(partition => grains.GetGrain<IPartitionGrain>(partition))];
        _beginning = new(services, grain, "beginning");
    }

    /// <summary>Why the relay can never be counted with what is counted already; null where it can. May be read by any thread.</summary>
    public string? Refusal => _refusal;

    /// <summary>May be read by any thread.</summary>
    public SourceStatus Status => new(
        _relay.ToString(), null, _last?.Archive, _last?.Offset ?? -1, _reader?.LastOffset ?? -1, _last?.LastPost, _last?.IsIdle ?? false, Math.Max(0, Volatile.Read(ref _rewinds)), _refusal ?? _problem ?? _reader?.Feed.Problem);

    public async Task RunAsync(CancellationToken stop)
    {
        _postedAt = _time.GetTimestamp();
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(backoff, stop);
            }
            catch (FeedException refused)
            {
                if (_refusal is null)
                    LogRefused(refused.Message);
                _refusal = refused.Message;
                await PauseAsync(RefusedPause, stop);
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                // Whatever a partition or the storage throws: all is asked anew.
                var reason = Reason.Of(failure);
                if (_problem is null)
                    LogLost(_relay, reason);
                _problem = reason;
                await PauseAsync(backoff.Next(), stop);
            }
            catch (OperationCanceledException)
            {
                // The stop: a normal ending.
            }
        }
    }

    private async Task ReadAsync(Backoff backoff, CancellationToken stop)
    {
        if (Interlocked.Increment(ref _rewinds) > 0)
            _metrics.Rewound();
        await _beginning.ReadAsync();
        if (_beginning.Value is { } begun)
            Fingerprint.Require(begun.Options, Fingerprint.Of(_options), $"source {_relay}");
        _points = await PointsAsync(stop);
        var from = Smallest();
        _last = from;
        using var reader = new RelayReader(_options, _relay, from, _points.Select(OffsetOf), _time, _logs);
        _reader = reader;
        (_seen, _comparedAt) = (0, _time.GetTimestamp());
        while (!stop.IsCancellationRequested)
        {
            if (reader.Take() is { } stretch)
            {
                await SendAsync(stretch, stop);
                backoff.Reset();
            }
            else
            {
                await MarkIdleAsync(reader, stop);
                await CompareAsync(stop);
                await PauseAsync(LookAgain, stop);
            }

            Watch(reader);
        }
    }

    // A partition that came back to life where it stood at its last checkpoint would tell only when something is sent to it,
    // and windows would wait for the next post.
    private async Task CompareAsync(CancellationToken stop)
    {
        if (_time.GetElapsedTime(_comparedAt) < CompareAgain)
            return;
        var points = await PointsAsync(stop);
        for (var partition = 0; partition < points.Length; partition++)
        {
            if (points[partition] != _points[partition])
                throw new InvalidOperationException(FormattableString.Invariant($"partition {partition} stands at {OffsetOf(points[partition])}, and not at {OffsetOf(_points[partition])}"));
        }

        _comparedAt = _time.GetTimestamp();
    }

    private Task<SourcePoint?[]> PointsAsync(CancellationToken stop) => Task.WhenAll(_partitions.Select(partition => partition.PointAsync(_number, _hash))).WaitAsync(stop);

    // Where a partition that never heard of the source begins is where it once began.
    private SourcePoint? Smallest()
    {
        if (_beginning.Value is not { } begun)
            return null;
        var beginning = new SourcePoint(begun.Archive, begun.Offset);
        return _points.Select(point => point?.Archive is null ? beginning : point).MinBy(point => point.Offset);
    }

    private long OffsetOf(SourcePoint? point) => point?.Archive is null ? _beginning.Value?.Offset ?? -1 : point.Offset;

    private void Watch(RelayReader reader)
    {
        if (reader.Feed.Problem is null)
            (_problem, _refusal) = (null, null);
        var posts = reader.Posts;
        if (posts == _seen)
            return;
        _metrics.Read(posts - _seen);
        (_seen, _postedAt) = (posts, _time.GetTimestamp());
    }

    private async Task SendAsync(CountedStretch stretch, CancellationToken stop)
    {
        if (_beginning.Value is null && stretch.To.Archive is { } archive)
            await _beginning.WriteAsync(new(Fingerprint.Of(_options), archive, stretch.From));
        await Task.WhenAll(Enumerable.Range(0, _partitions.Length).Select(partition => SendAsync(partition, stretch, stop))).WaitAsync(stop);
        _last = stretch.To;
    }

    private async Task SendAsync(int partition, CountedStretch stretch, CancellationToken stop)
    {
        var (point, offset) = (_points[partition], OffsetOf(_points[partition]));
        if (offset >= stretch.To.Offset && !stretch.To.IsIdle)
            return; // It had that before.
        if (offset < stretch.From || offset > stretch.First)
            throw new InvalidOperationException(FormattableString.Invariant($"partition {partition} stands at {offset}, within what is sent to others"));
        var isBeginning = point?.Archive is null && stretch.To.Archive is not null;
        var batch = stretch.For(partition, _number, _hash, offset, isBeginning);
        while (true)
        {
            _metrics.Sent(1);
            var answer = await _partitions[partition].AddAsync(batch);
            switch (answer.Outcome)
            {
                case BatchOutcome.Counted:
                    _points[partition] = answer.Point;
                    return;
                case BatchOutcome.Busy:
                    await PauseAsync(AskAgain, stop);
                    stop.ThrowIfCancellationRequested();
                    break;
                default:
                    throw new InvalidOperationException(FormattableString.Invariant($"partition {partition} stands at {answer.Point?.Offset}, and not at {offset}"));
            }
        }
    }

    private async Task MarkIdleAsync(RelayReader reader, CancellationToken stop)
    {
        if (_options.IdleAfter is not { } patience || _time.GetElapsedTime(_postedAt) < patience || _points.All(point => point is { IsIdle: true }))
            return;
        // One that never answered has no position, and is idle all the same.
        var at = reader.Position ?? (_last is null && reader.Posts == 0 ? new SourcePoint(null, -1) : null);
        if (at is null || _points.Any(point => point?.Archive is not null && point.Offset != at.Offset))
            return;
        LogIdle(_relay, patience);
        await SendAsync(CountedStretch.Idle(at, _partitions.Length), stop);
    }

    private Task PauseAsync(TimeSpan duration, CancellationToken stop) => Task.Delay(duration, _time, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    [LoggerMessage(LogLevel.Error, "A relay cannot be counted: {Reason}; give another --service to begin anew.")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Information, "The reading of {Relay} goes back to where its partitions stand: {Reason}")]
    private partial void LogLost(CountInput relay, string reason);

    [LoggerMessage(LogLevel.Information, "No post came from {Relay} for {Patience}: it holds no windows until one comes.")]
    private partial void LogIdle(CountInput relay, TimeSpan patience);
}
