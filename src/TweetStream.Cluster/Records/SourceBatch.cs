namespace TweetStream.Cluster.Records;

/// <summary>
/// What one source counted for one partition, in sequence: all posts from one offset to another, of which the panes hold what
/// belongs to that partition, nothing perhaps.
/// </summary>
[GenerateSerializer, Immutable]
public sealed record SourceBatch
{
    /// <summary>Number of the source: its place among the options' relays.</summary>
    [Id(0)]
    public required int Source { get; init; }

    /// <summary>The options by which it was counted, as <see cref="Fingerprint"/> writes them, hashed.</summary>
    [Id(1)]
    public required ulong Options { get; init; }

    /// <summary>Offset of the first post; what the partition must want next.</summary>
    [Id(2)]
    public required long From { get; init; }

    /// <summary>Whether the source began at <see cref="From"/>: a partition that never heard of it begins there too.</summary>
    [Id(3)]
    public bool IsBeginning { get; init; }

    /// <summary>Where the source stands after the last post.</summary>
    [Id(4)]
    public required SourcePoint To { get; init; }

    [Id(5)]
    public PaneCounts[] Panes { get; init; } = [];

    /// <summary>What became of lines that did not count as they came; only for the partition that adds these up.</summary>
    [Id(6)]
    public StreamTotals? Totals { get; init; }

    /// <summary>Where posts are missing; only for the partition that keeps these.</summary>
    [Id(7)]
    public MissingPosts[] Gaps { get; init; } = [];
}

/// <summary>What a partition says to a batch.</summary>
/// <param name="Outcome">Whether it was counted.</param>
/// <param name="Point">How far the source is counted now; null where nothing was ever heard of it.</param>
[GenerateSerializer, Immutable]
public sealed record BatchAnswer([property: Id(0)] BatchOutcome Outcome, [property: Id(1)] SourcePoint? Point);

public enum BatchOutcome
{
    /// <summary>It was counted.</summary>
    Counted,

    /// <summary>It does not begin where the counts stand, and nothing was counted.</summary>
    OutOfSequence,

    /// <summary>Too many closed windows wait to be written; nothing was counted, and the same batch is wanted later.</summary>
    Busy,
}
