namespace TweetStream.Cluster.Records;

/// <summary>What a partition says of a window. Of one that is closed it is final.</summary>
[GenerateSerializer, Immutable]
public sealed record WindowAnswer
{
    [Id(0)]
    public required WindowOutcome Outcome { get; init; }

    /// <summary>Number of the window.</summary>
    [Id(1)]
    public long Window { get; init; }

    /// <summary>Posts of the window, where these are told to this partition.</summary>
    [Id(2)]
    public long Posts { get; init; }

    [Id(3)]
    public long Tags { get; init; }

    /// <summary>The highest ranked tags of the partition.</summary>
    [Id(4)]
    public RankedTag[] Top { get; init; } = [];

    /// <summary>The sums as they stood when the window closed.</summary>
    [Id(5)]
    public StreamTotals Totals { get; init; } = new();

    [Id(6)]
    public MissingPosts? Gap { get; init; }
}

public enum WindowOutcome
{
    /// <summary>The watermark has not passed its end.</summary>
    NotReady,

    /// <summary>It was written before, and what it held is forgotten: whoever asks is behind.</summary>
    Gone,

    Closed,
}
