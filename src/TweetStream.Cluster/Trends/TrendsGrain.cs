using Microsoft.Extensions.Logging;
using Orleans.Storage;
using TweetStream.Cluster.Partitions;
using TweetStream.Cluster.Placement;
using TweetStream.Cluster.Records;
using TweetStream.Cluster.Sources;
using TweetStream.Windows;

namespace TweetStream.Cluster.Trends;

/// <summary>
/// Asks all partitions for one closed window after the other, merges what they say and writes it, and wakes whoever sleeps.
/// Goes on only from what is written: another activation that did so in the meantime makes this one give way.
/// </summary>
[Evenly, GrainType(TypeName)]
internal sealed partial class TrendsGrain(ClusterOptions options, SiloLayout layout, ClusterMetrics metrics, IServiceProvider services, TimeProvider time, ILogger<TrendsGrain> log)
    : Grain, ITrendsGrain
{
    public const string TypeName = "trends";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private readonly ulong _options = Fingerprint.HashOf(options);
    private readonly long _since = time.GetTimestamp();
    private readonly WindowSpec _spec = options.Windows;
    private ResultStore _results = null!;
    private Exception? _refusal;
    private string? _problem;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _results = new(services, GrainContext.GrainId, options.KeptResults);
        try
        {
            await _results.ReadAsync();
            if (_results.Checkpoint is { } checkpoint)
                Fingerprint.Require(checkpoint.Options, Fingerprint.Of(options), $"service {options.ServiceId}");
            else
                await _results.BeginAsync(Fingerprint.Of(options));
        }
        catch (ClusterException refusal)
        {
            // Whoever calls is to hear of it; a failure of the activation itself would not tell why.
            _refusal = refusal;
            return;
        }

        this.RegisterGrainTimer(LookAsync, LookAgain, LookAgain);
    }

    public async Task JoinAsync(string options)
    {
        if (_results.Checkpoint is { } checkpoint)
            Fingerprint.Require(checkpoint.Options, options, $"service {ServiceId}");
        if (_refusal is not null)
        {
            // Not the fault of who joins, but of the silo that this is on: it will go.
            DeactivateOnIdle();
            throw new InconsistentStateException(_refusal.Message);
        }

        if (layout.IsToMove(GrainContext.GrainId, _since))
            MigrateOnIdle();
        await Task.WhenAll(Partitions().Select(partition => partition.WakeAsync()));
        var refusals = await Task.WhenAll(Sources().Select(source => source.WakeAsync()));
        if (refusals.All(refusal => refusal is not null))
            throw new ClusterException(refusals[0]!); // nothing is left that could be counted
    }

    public async Task<WindowResult[]> ResultsAsync(long? window, int most)
    {
        if (_refusal is not null)
            throw _refusal;
        var kept = _results.Checkpoint?.Kept ?? [];
        var wanted = window is null ? kept.TakeLast(1) : kept.Where(number => number > window).Take(most);
        var results = new List<WindowResult>();
        foreach (var number in wanted.ToArray())
        {
            if (await _results.ReadAsync(number) is { } result)
                results.Add(result);
        }

        return [.. results];
    }

    public async Task<ClusterStatus> StatusAsync()
    {
        if (_refusal is not null)
            throw _refusal;
        var partitions = await Task.WhenAll(Partitions().Select((partition, number) => Told(partition.StatusAsync(), problem => new PartitionStatus(number, null, null, Array.Empty<long>(), 0, 0, null, problem))));
        var sources = await Task.WhenAll(Sources().Select((source, number) => Told(source.StatusAsync(), problem => new SourceStatus(options.Relays[number].ToString(), null, null, -1, -1, null, false, 0, problem))));
        var checkpoint = _results.Checkpoint!;
        return new(
            sources.Select((source, number) => source with { Offset = partitions.Where(partition => number < partition.Offsets.Count).Select(partition => partition.Offsets[number]).DefaultIfEmpty(-1).Min() }).ToArray(),
            partitions,
            partitions.Any(partition => partition.Watermark is null) ? null : partitions.Min(partition => partition.Watermark),
            checkpoint.Kept is [.., var last] ? _spec.EndOf(last) : null,
            checkpoint.Windows,
            layout.Here);
    }

    private string ServiceId => options.ServiceId;

    private async Task LookAsync()
    {
        try
        {
            while (await TryWriteNextAsync())
            {
            }

            _problem = null;
        }
        catch (InconsistentStateException foreign)
        {
            GiveWay(foreign.Message);
        }
        catch (Exception failure)
        {
            // Whatever a partition or the storage throws: the same window is asked for again.
            if (_problem is null)
                LogWaiting(Reason.Of(failure));
            _problem = failure.Message;
        }
    }

    private async Task<bool> TryWriteNextAsync()
    {
        var begun = time.GetTimestamp();
        var next = _results.Checkpoint!.Next ?? long.MinValue;
        var partitions = Partitions().ToArray();
        // The first one has all posts, so that it knows which windows are not empty.
        var first = await partitions[0].ClosedAsync(next, null, _options);
        if (first.Outcome != WindowOutcome.Closed)
            return IsBehind(first, next);
        var others = await Task.WhenAll(partitions[1..].Select(partition => partition.ClosedAsync(next, first.Window, _options)));
        foreach (var other in others)
        {
            if (other.Outcome != WindowOutcome.Closed)
                return IsBehind(other, next);
        }

        await _results.WriteAsync(WindowMerge.Of([first, .. others], _spec, options.Top));
        metrics.Written(time.GetElapsedTime(begun));
        return true;
    }

    private bool IsBehind(WindowAnswer answer, long next)
    {
        if (answer.Outcome == WindowOutcome.Gone)
            GiveWay(FormattableString.Invariant($"window {next} is written already"));
        return false;
    }

    private void GiveWay(string reason)
    {
        LogGivesWay(reason);
        _refusal = new InconsistentStateException("the results are written elsewhere");
        DeactivateOnIdle();
    }

    private IEnumerable<IPartitionGrain> Partitions() => Enumerable.Range(0, options.Partitions).Select(number => GrainFactory.GetGrain<IPartitionGrain>(number));

    private IEnumerable<ISourceGrain> Sources() => Enumerable.Range(0, options.Relays.Count).Select(number => GrainFactory.GetGrain<ISourceGrain>(number));

    private static async Task<T> Told<T>(Task<T> status, Func<string, T> otherwise)
    {
        try
        {
            return await status;
        }
        catch (Exception failure)
        {
            // Whatever a grain throws: where one does not answer, that is what its status is.
            return otherwise(Reason.Of(failure));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The next window cannot be written yet, trying again: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(LogLevel.Warning, "These trends give way to another activation: {Reason}")]
    private partial void LogGivesWay(string reason);
}
