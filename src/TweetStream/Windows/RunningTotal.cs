using System.Numerics;
using TweetStream.Bytes;

namespace TweetStream.Windows;

/// <summary>Counts by id of one window; unknown after a jump until it is rebuilt from the panes.</summary>
internal sealed class RunningTotal
{
    private const int Few = 512 * 1024;
    private const int Least = 64;

    private int[] _counts = [];
    private int _end; // no id from it on has a count, and what stands there is anything

    public bool IsKnown { get; private set; }

    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, _end);

    public void Forget() => IsKnown = false;

    /// <summary>Forgets the counts, and gives back memory that is more than a few will take.</summary>
    public void Reset()
    {
        if (_counts.Length > Few)
            _counts = [];
        _end = 0;
        IsKnown = false;
    }

    public void Rebuild(ReadOnlySpan<Pane> panes)
    {
        _end = 0;
        foreach (var pane in panes)
            Add(pane);
        IsKnown = true;
    }

    public void Add(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
            checked { Of(id)++; }
    }

    public void Add(ReadOnlySpan<int> ids, ReadOnlySpan<int> counts)
    {
        for (var entry = 0; entry < ids.Length; entry++)
            checked { Of(ids[entry]) += counts[entry]; }
    }

    public void Add(Pane pane)
    {
        var added = pane.Counts;
        Reserve(added.IdsEnd);
        foreach (var (id, count) in added)
            checked { _counts[id] += count; }
    }

    public void Subtract(Pane pane)
    {
        foreach (var (id, count) in pane.Counts)
            _counts[id] -= count;
    }

    /// <summary>The same, where a count that would be below 0 becomes 0.</summary>
    public void Subtract(ReadOnlySpan<int> ids, ReadOnlySpan<int> counts)
    {
        for (var entry = 0; entry < ids.Length; entry++)
        {
            if (ids[entry] < _end)
                _counts[ids[entry]] = Math.Max(0, _counts[ids[entry]] - counts[entry]);
        }
    }

    /// <summary>Takes the counts of another, and gives up its own.</summary>
    public void CopyFrom(RunningTotal other)
    {
        Reserve(other._end);
        other.Counts.CopyTo(_counts);
        _end = other._end;
    }

    /// <summary>Gives every id its new number, <c>newIds[old]</c>; where that is -1, its count is given up.</summary>
    public void Renumber(ReadOnlySpan<int> newIds)
    {
        var old = Counts.ToArray();
        Reset();
        Reserve(newIds.Length - newIds.Count(-1));
        for (var id = 0; id < Math.Min(old.Length, newIds.Length); id++)
        {
            if (newIds[id] >= 0)
                _counts[newIds[id]] = old[id];
        }
    }

    private ref int Of(int id)
    {
        Reserve(id + 1);
        return ref _counts[id];
    }

    private void Reserve(int end)
    {
        if (end <= _end)
            return;
        if (end > _counts.Length)
        {
            // What is not yet written takes no memory, and what is copied does.
            var longer = HugePages.Allocate<int>((int)Math.Min(Array.MaxLength, BitOperations.RoundUpToPowerOf2((uint)Math.Max(end, Least))));
            Counts.CopyTo(longer);
            _counts = longer;
        }

        _counts.AsSpan(_end..end).Clear();
        _end = end;
    }
}
