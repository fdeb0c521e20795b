using TweetStream.Archive;

namespace TweetStream.Batch.Views;

/// <summary>A segment that no longer grows, because another follows it.</summary>
/// <param name="First">Its first offset.</param>
/// <param name="End">First offset of the segment after it: its own offsets are below.</param>
internal readonly record struct ClosedRange(long First, long End)
{
    /// <summary>The closed segments of an archive in their order, and the first offset of the one that may grow; null where there is no segment.</summary>
    /// <exception cref="ArchiveException">There is no such folder.</exception>
    public static (IReadOnlyList<ClosedRange> Closed, long? Growing) Of(string archive)
    {
        var all = Firsts(archive).ToArray();
        return ([.. all.Zip(all.Skip(1), (first, end) => new ClosedRange(first, end))], all is [.., var last] ? last : null);
    }

    /// <summary>The first offsets of all segments.</summary>
    /// <exception cref="ArchiveException">There is no such folder.</exception>
    public static SortedSet<long> Firsts(string archive)
    {
        // A look can miss a file that is replaced meanwhile, by its compressed form; two looks do not both.
        var firsts = new SortedSet<long>(ArchiveFolder.Segments(archive).Select(segment => segment.First));
        firsts.UnionWith(ArchiveFolder.Segments(archive).Select(segment => segment.First));
        return firsts;
    }
}
