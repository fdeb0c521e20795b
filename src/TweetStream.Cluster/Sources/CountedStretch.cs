using TweetStream.Cluster.Records;

namespace TweetStream.Cluster.Sources;

/// <summary>What a source counted from one offset to another, before it is addressed to partitions.</summary>
/// <param name="From">Offset of the first post that was wanted.</param>
/// <param name="First">Offset of the first post that came: those between are missing. A partition that stands anywhere up to it takes the batch.</param>
/// <param name="To">Where the source stands afterwards.</param>
/// <param name="Panes">By partition.</param>
/// <param name="Totals">For the first partition.</param>
/// <param name="Gaps">For the first partition.</param>
internal sealed record CountedStretch(long From, long First, SourcePoint To, PaneCounts[][] Panes, StreamTotals Totals, MissingPosts[] Gaps)
{
    public static CountedStretch Idle(SourcePoint at, int partitions) => new(at.Offset, at.Offset, at with { IsIdle = true }, [.. Enumerable.Repeat<PaneCounts[]>([], partitions)], new(), []);

    public SourceBatch For(int partition, int source, ulong options, long from, bool isBeginning) => new()
    {
        Source = source,
        Options = options,
        From = from,
        IsBeginning = isBeginning,
        To = To,
        Panes = Panes[partition],
        Totals = partition == 0 ? Totals : null,
        Gaps = partition == 0 ? Gaps : [],
    };
}
