using Orleans.Storage;
using TweetStream.Cluster.Records;

namespace TweetStream.Cluster.Partitions;

/// <summary>
/// The checkpoints of one partition in the silos' storage. A record of a pane is there before the checkpoint that names it, and
/// goes after the first one that does not; whatever fails in between is done by the next attempt.
/// </summary>
internal sealed class PartitionStore(IServiceProvider services, GrainId grain)
{
    private readonly List<(string Name, PaneCounts Pane)> _unwritten = [];
    private readonly List<string> _obsolete = [];
    private readonly StoredRecord<PartitionCheckpoint> _checkpoint = new(services, grain, "checkpoint");

    /// <summary>The newest checkpoint and the panes that it names; null where there is none.</summary>
    public async Task<(PartitionCheckpoint Checkpoint, Dictionary<string, PaneCounts> Panes)?> ReadAsync()
    {
        await _checkpoint.ReadAsync();
        if (_checkpoint.Value is not { } checkpoint)
            return null;
        var panes = await Task.WhenAll(checkpoint.Records.Select(async reference =>
        {
            var record = Pane(reference.Name);
            await record.ReadAsync();
            return (reference.Name, Pane: record.Value ?? throw new InconsistentStateException($"The checkpoint of {grain} names {reference.Name}, which is not there."));
        }));
        return (checkpoint, panes.ToDictionary(pane => pane.Name, pane => pane.Pane, StringComparer.Ordinal));
    }

    /// <exception cref="InconsistentStateException">Another activation has written a checkpoint: what this one knows is past.</exception>
    public async Task WriteAsync(CheckpointPlan plan)
    {
        _unwritten.AddRange(plan.Added);
        _obsolete.AddRange(plan.Obsolete);
        foreach (var written in _unwritten.ToArray())
        {
            await Pane(written.Name).WriteAsync(written.Pane);
            _unwritten.Remove(written);
        }

        await _checkpoint.WriteAsync(plan.Checkpoint);
        foreach (var name in _obsolete.ToArray())
        {
            await Pane(name).RemoveAsync();
            _obsolete.Remove(name);
        }
    }

    private StoredRecord<PaneCounts> Pane(string name) => new(services, grain, name);
}
