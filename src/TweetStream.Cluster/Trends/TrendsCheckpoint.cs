namespace TweetStream.Cluster.Trends;

/// <summary>How far the results are written.</summary>
[GenerateSerializer, Immutable]
public sealed record TrendsCheckpoint
{
    /// <summary>What the results were made with, as <see cref="Fingerprint"/> writes it.</summary>
    [Id(0)]
    public required string Options { get; init; }

    /// <summary>Number of the first window that is not written; null before the first.</summary>
    [Id(1)]
    public long? Next { get; init; }

    /// <summary>Numbers of the windows whose results are kept, in ascending order.</summary>
    [Id(2)]
    public long[] Kept { get; init; } = [];

    /// <summary>Windows written since the cluster began.</summary>
    [Id(3)]
    public long Windows { get; init; }
}
