using System.Numerics;

namespace TweetStream.Windows;

/// <summary>A list of (id, count) in the order in which the ids were first seen, with an index into it for those to come.</summary>
internal sealed class OpenCounts
{
    private int[] _ids;
    private int[] _counts;
    private int[] _index = [];
    private int _used;

    public OpenCounts(PackedCounts packed)
    {
        (_ids, _counts) = (new int[Math.Max(16, packed.Length * 2)], new int[Math.Max(16, packed.Length * 2)]);
        foreach (var (id, count) in packed)
            (_ids[_used], _counts[_used++]) = (id, count);
    }

    public PackedCounts Pack() => new(_ids.AsSpan(0, _used), _counts.AsSpan(0, _used));

    public void Add(int id, int count = 1)
    {
        if (_used * 2 >= _index.Length)
            Reindex();
        var at = Find(id);
        if (_index[at] == 0)
        {
            Append(id);
            _index[at] = _used;
        }

        checked
        {
            _counts[_index[at] - 1] += count;
        }
    }

    // Where the id stands in the index, or the empty place where it belongs. Entries are 1-based, 0 is empty.
    private int Find(int id)
    {
        var mask = _index.Length - 1;
        var at = (int)((uint)id * 2654435769u >> 7) & mask;
        while (_index[at] != 0 && _ids[_index[at] - 1] != id)
            at = (at + 1) & mask;
        return at;
    }

    private void Reindex()
    {
        _index = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(32, _used * 4))];
        for (var entry = 0; entry < _used; entry++)
            _index[Find(_ids[entry])] = entry + 1;
    }

    private void Append(int id)
    {
        if (_used == _ids.Length)
        {
            Array.Resize(ref _ids, _used * 2);
            Array.Resize(ref _counts, _used * 2);
        }

        _ids[_used] = id;
        _counts[_used++] = 0;
    }
}
