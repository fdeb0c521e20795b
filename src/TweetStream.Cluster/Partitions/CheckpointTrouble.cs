using Microsoft.Extensions.Logging;

namespace TweetStream.Cluster.Partitions;

/// <summary>Tells once for all partitions of a silo that their checkpoints are not written, and once that all are again. For any thread.</summary>
internal sealed partial class CheckpointTrouble(ILogger<CheckpointTrouble> log)
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _unwritten = [];
    private bool _isTold;

    /// <param name="partition">Whose checkpoint was not written.</param>
    /// <param name="reason">For a person.</param>
    public void Failed(int partition, string reason)
    {
        lock (_gate)
        {
            _unwritten.Add(partition);
            if (!_isTold)
                LogUnwritten(partition, reason);
            _isTold = true;
        }
    }

    public void Written(int partition)
    {
        lock (_gate)
        {
            _unwritten.Remove(partition);
            if (!_isTold || _unwritten.Count > 0)
                return;
            _isTold = false;
            LogWritten();
        }
    }

    /// <summary>The partition is counted here no longer.</summary>
    public void Left(int partition)
    {
        lock (_gate)
            _unwritten.Remove(partition);
    }

    [LoggerMessage(LogLevel.Warning, "The checkpoint of partition {Partition} was not written, the counting goes on, and no other that fails is told until all are written again: {Reason}")]
    private partial void LogUnwritten(int partition, string reason);

    [LoggerMessage(LogLevel.Information, "All checkpoints are written again.")]
    private partial void LogWritten();
}
