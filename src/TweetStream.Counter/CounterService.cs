using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Archive;
using TweetStream.Counter.Checkpoints;
using TweetStream.Counter.Counting;
using TweetStream.Counter.Feeds;
using TweetStream.Counter.Output;
using TweetStream.Health;
using TweetStream.Trends;

namespace TweetStream.Counter;

/// <summary>Runs the counter from its input to everything that looks at its snapshots.</summary>
public sealed partial class CounterService : InputRun
{
    /// <summary>So much later than it was due a slide may be done, on a machine that has much to do.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly CountOptions _options;
    private readonly TimeProvider _time;
    private readonly IMeterFactory _meters;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private readonly DeadLetters? _deadLetters;
    private readonly PostCounter _counter;
    private readonly IEnumerable<IObserver<Snapshot>> _onlookers;
    private long _windows;
    private long _shownAt;
    private volatile Feed? _feed;
    private volatile CheckpointTaker? _checkpoints;
    private volatile Viewers? _viewers;

    /// <param name="options">What to count, and where.</param>
    /// <param name="time">The clock.</param>
    /// <param name="lifetime">Of the host, which ends with the input.</param>
    /// <param name="meters">Show what is counted to whoever collects metrics.</param>
    /// <param name="logs">Hear of what goes wrong on the way.</param>
    /// <param name="onlookers">See each snapshot beside those of the options. None may wait for anything, or counting does.</param>
    public CounterService(CountOptions options, TimeProvider time, IHostApplicationLifetime lifetime, IMeterFactory meters, ILoggerFactory logs, IEnumerable<IObserver<Snapshot>> onlookers)
        : base(lifetime)
    {
        (_options, _time, _meters, _logs, _onlookers) = (options, time, meters, logs, onlookers);
        _shownAt = time.GetTimestamp();
        _log = logs.CreateLogger<CounterService>();
        _deadLetters = options.DeadLetterFile is { } file ? new(file) : null;
        _counter = new(options, logs.CreateLogger<PostCounter>(), _deadLetters);
    }

    /// <summary>The last window that held a post; null before the first.</summary>
    public Snapshot? Last { get; private set; }

    /// <summary>Windows that closed with at least one post.</summary>
    public long Windows => Volatile.Read(ref _windows);

    /// <summary>Posts read, whatever became of them.</summary>
    public long Posts => _counter.Posts;

    /// <summary>What did not count as it came.</summary>
    public StreamCounts Stream => _counter.Stream;

    /// <summary>Tags counted since the start of this process.</summary>
    public long Tags => _counter.Tags;

    /// <summary>Spellings of tags that are held in memory.</summary>
    public int KnownTags => _counter.KnownSpellings;

    /// <summary>How long ago the post was made, or came, that was counted last; null before the first.</summary>
    public TimeSpan? PostLag => _counter.LastPost is { } last ? _time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(last) : null;

    /// <summary>Whether something can come from the input.</summary>
    public bool IsConnected => _feed is { Problem: null };

    /// <summary>How long ago the newest checkpoint was written; null before the first of this run.</summary>
    public TimeSpan? CheckpointAge => _checkpoints?.Age;

    /// <summary>Snapshots that were not shown because newer ones had come, by who would have shown them.</summary>
    public IEnumerable<(string Viewer, long Count)> Skipped => _viewers?.Slow.Select(slow => (slow.Name, slow.Viewer.Skipped)) ?? [];

    /// <summary>What is wrong; may be read at any time, and waits for nothing.</summary>
    public HealthState Health
    {
        get
        {
            var silence = _time.GetElapsedTime(Volatile.Read(ref _shownAt));
            var isStuck = silence.TotalMilliseconds > _options.Windows.Slide + LongestDelay.TotalMilliseconds;
            return new(
                isStuck ? [string.Create(CultureInfo.InvariantCulture, $"the counting does not move: the last window was shown {silence.TotalSeconds:0} s ago, and one is due every {_options.Windows.Slide / 1000.0:0.###} s")] : [],
                [.. Unready()]);
        }
    }

    protected override async Task RunAsync(CancellationToken stop)
    {
        var clock = new ArrivalClock(_time);
        using var deadLetters = _deadLetters;
        using var state = _options.StateFolder is { } folder ? StateFolder.Open(folder) : null;
        var covered = Restore(state, clock);
        using var results = _options.OutputFile is { } file ? new ResultFile(file, _options.Rank, covered, _logs.CreateLogger<ResultFile>()) : null;
        var metrics = new CounterMetrics(this, clock, _meters, _time);
        using var checkpoints = state is null ? null : new CheckpointTaker(state, _options, _counter, results, _time, _logs.CreateLogger<CheckpointTaker>());
        // One token for both: of two that are merged, the one that ends the run would hold what the other waits for.
        using var limit = new CancellationTokenSource(_options.For ?? Timeout.InfiniteTimeSpan, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        // Registered when it is subscribed to, so that a stop that came before is not missed.
        var ended = Observable.Create<Unit>(observer => either.Token.Register(() => observer.OnNext(Unit.Default)));
        var feed = Feed.Open(_options, () => _counter.Position, clock, _time, _logs);
        var snapshots = TrendPipeline
            .Snapshots(feed.Batches(), _counter, _options.Windows, clock, checkpoints, ended, DefaultScheduler.Instance, metrics.Slid)
            .Do(Remember);
        await using (var viewers = Viewers.Of(_options, results, _time, metrics.Drawn, _logs))
        {
            (_feed, _checkpoints, _viewers) = (feed, checkpoints, viewers);

            // A viewer that fails, such as a full disk below standard output, ends the stream with its failure.
            await viewers.All.Concat(_onlookers).Aggregate(snapshots, (seen, viewer) => seen.Do(viewer)).LastOrDefaultAsync().ToTask(CancellationToken.None);
            checkpoints?.TakeLast();
        }

        // Not while a live table is on the screen, which a line of the log would tear.
        if (SnapshotText.Losses(Stream) is { Length: > 0 } losses)
            LogLosses(losses);
        if (checkpoints?.Failure is { } failure)
            throw new StateException($"the last checkpoint in {_options.StateFolder} was not written: {failure.Message}", failure);
    }

    private ResultLength Restore(StateFolder? state, ArrivalClock clock)
    {
        if (state?.Read(_options) is not { } checkpoint)
            return ResultLength.None;
        try
        {
            checkpoint.Restore(_counter, clock.Now);
        }
        catch (InvalidDataException impossible)
        {
            throw state.Unusable(impossible);
        }

        LogRestored(state.Path, Posts);
        return checkpoint.Results;
    }

    private IEnumerable<string> Unready()
    {
        if (_feed is not { } feed)
            yield return "the counter is starting";
        else if (feed.Problem is { } problem)
            yield return problem;
        if (_checkpoints?.Failure is { } failure)
            yield return $"checkpoints are not written: {failure.Message}";
        foreach (var (_, viewer) in _viewers?.Slow ?? [])
        {
            if (viewer.Failure is { } notShown)
                yield return notShown;
        }
    }

    private void Remember(Snapshot snapshot)
    {
        Volatile.Write(ref _shownAt, _time.GetTimestamp());
        if (!snapshot.IsResult)
            return;
        Last = snapshot;
        if (snapshot.Revision == 0)
            _windows++;
    }

    [LoggerMessage(LogLevel.Information, "Going on from the checkpoint in {Folder}: {Posts:N0} posts are counted already.")]
    private partial void LogRestored(string folder, long posts);

    [LoggerMessage(LogLevel.Warning, "Not counted as they came: {Losses}.")]
    private partial void LogLosses(string losses);
}
