using TweetStream.Hashtags;

namespace TweetStream.Windows;

/// <summary>
/// The counts of one pane: a list of (id, count) in the order in which the ids were first seen, and while the pane is
/// being filled an index into it. A sealed pane has given its index back; another post opens it again.
/// </summary>
internal sealed class Pane(long number)
{
    private int[] _ids = [];
    private int[] _counts = [];
    private int[]? _index;
    private int _used;

    public long Number { get; } = number;

    public long Posts { get; set; }

    public Span<int> Ids => _ids.AsSpan(0, _used);

    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, _used);

    /// <summary>A pane of counts by id.</summary>
    public static Pane Of(ReadOnlySpan<int> counts)
    {
        var pane = new Pane(0);
        for (var id = 0; id < counts.Length; id++)
        {
            if (counts[id] > 0)
                pane.Append(id, counts[id]);
        }

        return pane;
    }

    public void Add(int id)
    {
        if (_index is null || _used * 2 >= _index.Length)
            Reindex();
        var at = Find(id);
        if (_index![at] == 0)
        {
            Append(id, 0);
            _index[at] = _used;
        }

        checked
        {
            _counts[_index[at] - 1]++;
        }
    }

    public void Seal()
    {
        _index = null;
        Resize(_used);
    }

    public void Save(BinaryWriter to)
    {
        to.Write7BitEncodedInt64(Number);
        to.Write7BitEncodedInt64(Posts);
        to.Write7BitEncodedInt(_used);
        for (var entry = 0; entry < _used; entry++)
        {
            to.Write7BitEncodedInt(_ids[entry]);
            to.Write7BitEncodedInt(_counts[entry]);
        }
    }

    /// <param name="from">Where <see cref="Save"/> wrote it.</param>
    /// <param name="furthest">No pane has a number further from 0.</param>
    /// <param name="ids">The ids are below it.</param>
    public static Pane Restore(BinaryReader from, long furthest, int ids)
    {
        var pane = new Pane(from.ReadNumber(-furthest, furthest)) { Posts = from.ReadNumber(0, long.MaxValue) };
        for (var entries = from.ReadNumber(0, ids); entries > 0; entries--)
            pane.Append(from.ReadNumber(0, ids - 1), from.ReadNumber(1, int.MaxValue));
        pane.Seal();
        return pane;
    }

    // Where the id stands in the index, or the empty place where it belongs. Entries are 1-based, 0 is empty.
    private int Find(int id)
    {
        var mask = _index!.Length - 1;
        var at = (int)((uint)id * 2654435769u >> 7) & mask;
        while (_index[at] != 0 && _ids[_index[at] - 1] != id)
            at = (at + 1) & mask;
        return at;
    }

    private void Reindex()
    {
        var size = 32;
        while (size < _used * 4)
            size *= 2;
        _index = new int[size];
        for (var entry = 0; entry < _used; entry++)
            _index[Find(_ids[entry])] = entry + 1;
    }

    private void Append(int id, int count)
    {
        if (_used == _ids.Length)
            Resize(Math.Max(16, _used * 2));
        _ids[_used] = id;
        _counts[_used++] = count;
    }

    private void Resize(int capacity)
    {
        Array.Resize(ref _ids, capacity);
        Array.Resize(ref _counts, capacity);
    }

    /// <summary>Gives every id its new number, and up those that have none any more.</summary>
    /// <returns>The sum of the counts that are given up.</returns>
    public long Renumber(ReadOnlySpan<int> newIds)
    {
        var (kept, givenUp) = (0, 0L);
        for (var entry = 0; entry < _used; entry++)
        {
            var id = newIds[_ids[entry]];
            if (id < 0)
                givenUp += _counts[entry];
            else
                (_ids[kept], _counts[kept++]) = (id, _counts[entry]);
        }

        _index = null;
        if (kept < _used)
            Resize(_used = kept);
        return givenUp;
    }
}
