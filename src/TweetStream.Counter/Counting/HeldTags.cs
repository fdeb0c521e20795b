using TweetStream.Hashtags;
using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Counter.Counting;

/// <summary>
/// Bounds the memory of tags: decides which spellings are held. Those that no window needs are forgotten; where there are
/// too many all the same, the lighter half is given up, and its counts are told, so that what is seen often stays exact.
/// Leaves the spellings to the table, their counts to the windows, and to the history what else is to be remembered.
/// </summary>
/// <param name="table">Numbers the spellings.</param>
/// <param name="windows">Counts them.</param>
/// <param name="most">So many spellings are too many.</param>
/// <param name="history">Knows tags from earlier windows; null where nobody asks.</param>
internal sealed class HeldTags(TagTable table, SlidingCounts windows, int most, TagHistory? history = null)
{
    private const int LeastCompaction = 65_536;

    // An array of bytes ends at 2 GiB, and one line may bring nearly 1 GiB of words.
    private const int MostBytes = 1 << 30;

    private long _overflow;

    /// <summary>Sum of the counts that were given up since the start.</summary>
    public long Overflow
    {
        get => Volatile.Read(ref _overflow);
        set => _overflow = value;
    }

    /// <summary>Whether so many new tags, however long, would not fill the table: nothing need be given up before they are counted.</summary>
    public bool HasRoomFor(int tags) => table.Count < most - tags && table.Bytes < MostBytes - (tags * TagTable.LongestSpelling);

    /// <summary>After windows have closed: what no other needs gives its memory back, each time the table has doubled, where that is half of it.</summary>
    public void ForgetPast()
    {
        if (table.Count < Math.Max(LeastCompaction, table.Kept * 2L))
            return;
        var counts = Counts();
        history?.Keep(counts);
        if (counts.AsSpan().Count(0) >= counts.Length / 2)
            Hold(counts);
        else
            table.KeepAll();
    }

    /// <summary>After each post: makes room where the table is full. Halving it keeps the cost of a post small, however many come.</summary>
    public void KeepLimit()
    {
        if (table.Count < most && table.Bytes < MostBytes)
            return;
        var counts = Counts();
        var needed = counts.Length - counts.AsSpan().Count(0);
        var full = Math.Min(counts.Length, most); // One post full of words may have brought far more.
        if (needed > full - (full / 4))
            GiveUpAllBut(Math.Min(needed, full) / 2, counts);
        Hold(counts);
    }

    private int[] Counts()
    {
        var counts = new int[table.Count];
        windows.AddUp(counts);
        return counts;
    }

    private void Hold(int[] counts)
    {
        Overflow += windows.Renumber(table.Compact(Array.ConvertAll(counts, count => count > 0), out var keys));
        history?.Renumber(keys);
    }

    // Of those that are equally heavy the ones seen first stay.
    private static void GiveUpAllBut(int heaviest, Span<int> counts)
    {
        var (least, ofLeast) = CountAt(heaviest, counts);
        foreach (ref var count in counts)
        {
            if (count < least || (count == least && --ofLeast < 0))
                count = 0;
        }
    }

    // The count at a rank from the highest, and how many of that count are above the next rank. It is found a byte at a time
    // from the highest byte on, in four passes: sorting a million counts would take longer than all the rest.
    private static (int Count, int OfCount) CountAt(int rank, ReadOnlySpan<int> counts)
    {
        var found = 0L;
        Span<int> withByte = stackalloc int[256];
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            withByte.Clear();
            foreach (long count in counts)
            {
                if (count >> (shift + 8) == found)
                    withByte[(int)(count >> shift) & 255]++;
            }

            var highest = 255;
            while (rank > withByte[highest])
                rank -= withByte[highest--];
            found = (found << 8) | (uint)highest;
        }

        return ((int)found, rank);
    }
}
