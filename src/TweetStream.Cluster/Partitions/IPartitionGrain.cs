using TweetStream.Cluster.Records;

namespace TweetStream.Cluster.Partitions;

/// <summary>Counts the tags of one partition; its key is the number of that, from 0 on.</summary>
public interface IPartitionGrain : IGrainWithIntegerKey
{
    /// <inheritdoc cref="PartitionCounts.Add(SourceBatch)"/>
    /// <exception cref="ClusterException">It was counted, or the checkpoint was made, with other options.</exception>
    Task<BatchAnswer> AddAsync(SourceBatch batch);

    /// <summary>How far a source is counted; null where nothing was ever heard of it.</summary>
    Task<SourcePoint?> PointAsync(int source, ulong options);

    /// <inheritdoc cref="PartitionCounts.Closed"/>
    Task<WindowAnswer> ClosedAsync(long from, long? window, ulong options);

    /// <summary>Wakes it where it belongs, and moves it there from where it does not.</summary>
    Task WakeAsync();

    Task<PartitionStatus> StatusAsync();
}
