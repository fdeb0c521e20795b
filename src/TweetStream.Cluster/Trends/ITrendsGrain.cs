using Orleans.Concurrency;
using TweetStream.Cluster.Records;

namespace TweetStream.Cluster.Trends;

/// <summary>The one grain (key 0) that asks all partitions for each closed window and writes its result.</summary>
public interface ITrendsGrain : IGrainWithIntegerKey
{
    /// <summary>Keeps it awake, and says whether a silo counts the same as the checkpoints.</summary>
    /// <param name="options">What decides a result, as <see cref="Fingerprint"/> writes it.</param>
    /// <exception cref="ClusterException">The silo was given other options.</exception>
    [AlwaysInterleave]
    Task JoinAsync(string options);

    /// <summary>The results after a window, in order of their end, of those that are kept.</summary>
    /// <param name="window">Number of the last window that is known; null for the newest result alone.</param>
    /// <param name="most">No more than these.</param>
    [AlwaysInterleave]
    Task<WindowResult[]> ResultsAsync(long? window, int most);

    /// <summary>Where everything stands. Takes as long as the slowest partition takes to answer.</summary>
    [AlwaysInterleave]
    Task<ClusterStatus> StatusAsync();
}
