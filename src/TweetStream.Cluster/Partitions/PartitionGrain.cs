using Microsoft.Extensions.Logging;
using Orleans.Storage;
using TweetStream.Cluster.Placement;
using TweetStream.Cluster.Records;

namespace TweetStream.Cluster.Partitions;

/// <summary>
/// Keeps the counts of one partition: brings them back where they stood at the last checkpoint, lets sources and the trends
/// grain at them, and takes checkpoints. What an answer depends on is in <see cref="PartitionCounts"/>. Where another
/// activation has written a checkpoint, it gives way.
/// </summary>
[Evenly, GrainType(TypeName)]
internal sealed partial class PartitionGrain(ClusterOptions options, SiloLayout layout, ClusterMetrics metrics, CheckpointTrouble trouble, IServiceProvider services, TimeProvider time, ILogger<PartitionGrain> log)
    : Grain, IPartitionGrain
{
    public const string TypeName = "partition";

    private readonly ulong _options = Fingerprint.HashOf(options);
    private readonly long _since = time.GetTimestamp();
    private readonly string _token = Guid.NewGuid().ToString("N")[..12];
    private PartitionCounts _counts = null!;
    private PartitionStore _store = null!;
    private Exception? _refusal;
    private string? _problem;
    private bool _isChanged;
    private long? _writtenAt;

    private int Number => (int)this.GetPrimaryKeyLong();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _counts = new(options);
        _store = new(services, GrainContext.GrainId);
        try
        {
            if (await _store.ReadAsync() is { } stored)
            {
                Fingerprint.Require(stored.Checkpoint.Options, Fingerprint.Of(options), $"the checkpoint of partition {Number}");
                _counts.Restore(stored.Checkpoint, stored.Panes);
            }
        }
        catch (ClusterException refusal)
        {
            // Whoever calls is to hear of it; a failure of the activation itself would not tell why.
            _refusal = refusal;
            return;
        }

        this.RegisterGrainTimer(CheckpointAsync, options.CheckpointEvery, options.CheckpointEvery);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // What is not in the checkpoint is counted again, wherever the partition comes to life.
        await CheckpointAsync();
        trouble.Left(Number);
    }

    public Task<BatchAnswer> AddAsync(SourceBatch batch)
    {
        Require(batch.Options);
        var answer = _counts.Add(batch);
        metrics.Answered(answer.Outcome);
        _isChanged |= answer.Outcome == BatchOutcome.Counted;
        return Task.FromResult(answer);
    }

    public Task<SourcePoint?> PointAsync(int source, ulong options)
    {
        Require(options);
        return Task.FromResult(_counts.Points[source]);
    }

    public Task<WindowAnswer> ClosedAsync(long from, long? window, ulong options)
    {
        Require(options);
        _isChanged |= from > _counts.Floor;
        return Task.FromResult(_counts.Closed(from, window));
    }

    public Task WakeAsync()
    {
        // One that refuses reads its checkpoint again, perhaps on a silo that was given the right options.
        if (_refusal is not null)
            DeactivateOnIdle();
        else if (layout.IsToMove(GrainContext.GrainId, _since))
            MigrateOnIdle();
        return Task.CompletedTask;
    }

    public Task<PartitionStatus> StatusAsync() => Task.FromResult(new PartitionStatus(
        Number,
        layout.Here,
        _counts.Watermark,
        _counts.Points.Select(point => point?.Archive is null ? -1 : point.Offset).ToArray(), // no list of the compiler's own, which no other process knows
        _counts.Spellings,
        _counts.Waiting,
        _writtenAt is { } at ? time.GetElapsedTime(at) : null,
        _refusal?.Message ?? _problem));

    private async Task CheckpointAsync()
    {
        if (!_isChanged || _refusal is not null)
            return;
        _isChanged = false;
        var begun = time.GetTimestamp();
        try
        {
            await _store.WriteAsync(_counts.Plan(_token));
            (_writtenAt, _problem) = (time.GetTimestamp(), null);
            trouble.Written(Number);
            metrics.Checkpointed(time.GetElapsedTime(begun));
        }
        catch (InconsistentStateException foreign)
        {
            LogGivesWay(Number, foreign.Message);
            _refusal = new InconsistentStateException($"partition {Number} is counted elsewhere");
            DeactivateOnIdle();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever the storage throws: the counts go on, and the next checkpoint holds what this one does not.
            var reason = Reason.Of(failure);
            trouble.Failed(Number, reason);
            (_problem, _isChanged) = ($"checkpoints are not written: {reason}", true);
        }
    }

    private void Require(ulong others)
    {
        if (_refusal is not null)
            throw _refusal;
        if (others != _options)
            throw new ClusterException("silos of one cluster were given different options; give all the same");
    }

    [LoggerMessage(LogLevel.Warning, "Partition {Partition} gives way to another activation, which has written a checkpoint: {Reason}")]
    private partial void LogGivesWay(int partition, string reason);
}
