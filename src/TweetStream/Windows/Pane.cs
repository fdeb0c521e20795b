using TweetStream.Hashtags;

namespace TweetStream.Windows;

/// <summary>
/// The counts of one pane by id, in the order in which the ids were first seen: packed, and open only while a post comes
/// into it now and then. The pane that most posts come into has its counts elsewhere meanwhile: <see cref="FillingPane"/>.
/// </summary>
internal sealed class Pane(long number)
{
    private PackedCounts _counts = PackedCounts.Empty;
    private OpenCounts? _open;

    public long Number { get; } = number;

    public long Posts { get; set; }

    public PackedCounts Counts
    {
        get
        {
            Seal();
            return _counts;
        }
        set => (_counts, _open) = (value, null);
    }

    public void Add(ReadOnlySpan<int> ids)
    {
        if (ids.IsEmpty)
            return;
        _open ??= new(_counts);
        foreach (var id in ids)
            _open.Add(id);
    }

    /// <param name="ids">Of what was counted elsewhere, in the order in which they were first seen there.</param>
    /// <param name="counts">Of each id; above 0.</param>
    public void Add(ReadOnlySpan<int> ids, ReadOnlySpan<int> counts)
    {
        if (ids.IsEmpty)
            return;
        _open ??= new(_counts);
        for (var entry = 0; entry < ids.Length; entry++)
            _open.Add(ids[entry], counts[entry]);
    }

    public void Seal()
    {
        if (_open is null)
            return;
        _counts = _open.Pack();
        _open = null;
    }

    public void Save(BinaryWriter to)
    {
        to.Write7BitEncodedInt64(Number);
        to.Write7BitEncodedInt64(Posts);
        var counts = Counts;
        to.Write7BitEncodedInt(counts.Length);
        foreach (var (id, count) in counts)
        {
            to.Write7BitEncodedInt(id);
            to.Write7BitEncodedInt(count);
        }
    }

    /// <param name="from">Where <see cref="Save"/> wrote it.</param>
    /// <param name="furthest">No pane has a number further from 0.</param>
    /// <param name="ids">The ids are below it.</param>
    public static Pane Restore(BinaryReader from, long furthest, int ids)
    {
        var pane = new Pane(from.ReadNumber(-furthest, furthest)) { Posts = from.ReadNumber(0, long.MaxValue) };
        // Not reserved at once: what is damaged may tell of two billion.
        var (seen, counts) = (new List<int>(), new List<int>());
        for (var entries = from.ReadNumber(0, ids); entries > 0; entries--)
        {
            seen.Add(from.ReadNumber(0, ids - 1));
            counts.Add(from.ReadNumber(1, int.MaxValue));
        }

        pane.Counts = new(seen.ToArray(), counts.ToArray());
        return pane;
    }

    /// <summary>Gives every id its new number, and up those that have none any more.</summary>
    /// <returns>The sum of the counts that are given up.</returns>
    public long Renumber(ReadOnlySpan<int> newIds)
    {
        var (kept, idsEnd, above, givenUp) = (0, 0, 0, 0L);
        foreach (var (id, count) in Counts)
        {
            if (newIds[id] < 0)
            {
                givenUp += count;
                continue;
            }

            kept++;
            idsEnd = Math.Max(idsEnd, newIds[id] + 1);
            above += count > 1 ? 1 : 0;
        }

        var renumbered = new PackedCounts.Writer(kept, idsEnd, above);
        foreach (var (id, count) in Counts)
        {
            if (newIds[id] >= 0)
                renumbered.Add(newIds[id], count);
        }

        Counts = renumbered.Packed;
        return givenUp;
    }
}
