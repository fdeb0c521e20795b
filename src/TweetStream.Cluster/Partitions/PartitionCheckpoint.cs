using TweetStream.Cluster.Records;

namespace TweetStream.Cluster.Partitions;

/// <summary>
/// All that decides what a partition answers later, as of one moment between two batches. Panes that are over are records of
/// their own, which never change and are only named here.
/// </summary>
[GenerateSerializer, Immutable]
public sealed record PartitionCheckpoint
{
    /// <summary>What it was made with, as <see cref="Fingerprint"/> writes it.</summary>
    [Id(0)]
    public required string Options { get; init; }

    /// <summary>In ms since the Unix epoch; null before the first.</summary>
    [Id(1)]
    public long? Watermark { get; init; }

    /// <summary>No window before it is asked for any more; null before the first was.</summary>
    [Id(2)]
    public long? Floor { get; init; }

    /// <summary>By the number of the source; null where nothing was ever heard of it.</summary>
    [Id(3)]
    public SourcePoint?[] Points { get; init; } = [];

    /// <summary>The panes that are records, each of which may have taken posts since: these are in <see cref="Panes"/>.</summary>
    [Id(4)]
    public PaneReference[] Records { get; init; } = [];

    /// <summary>What is in no record, in the order in which it was counted.</summary>
    [Id(5)]
    public PaneCounts[] Panes { get; init; } = [];

    /// <summary>Closed windows that nobody has written yet.</summary>
    [Id(6)]
    public WindowAnswer[] Waiting { get; init; } = [];

    [Id(7)]
    public StreamTotals Totals { get; init; } = new();

    /// <summary>Where posts are missing, as <see cref="Counter.Counting.GapLog"/> writes it.</summary>
    [Id(8)]
    public byte[] Gaps { get; init; } = [];

    /// <summary>Of what was counted, what came into panes of the window that closed last after it had closed.</summary>
    [Id(9)]
    public PaneCounts[] AfterClose { get; init; } = [];
}

/// <summary>A pane that is a record of its own.</summary>
/// <param name="Number">Number of the pane.</param>
/// <param name="Name">Of the record, which nobody else ever writes.</param>
[GenerateSerializer, Immutable]
public sealed record PaneReference([property: Id(0)] long Number, [property: Id(1)] string Name);
