namespace TweetStream.Windows;

/// <summary>Counts by id of one window; unknown after a jump until it is rebuilt from the panes.</summary>
internal sealed class RunningTotal
{
    private int[] _counts = [];

    public bool IsKnown { get; private set; }

    public ReadOnlySpan<int> Counts => _counts;

    public void Forget() => IsKnown = false;

    /// <summary>Forgets the counts and gives their memory back.</summary>
    public void Reset()
    {
        _counts = [];
        IsKnown = false;
    }

    public void Rebuild(ReadOnlySpan<Pane> panes)
    {
        Array.Clear(_counts);
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

    /// <summary>Copies the counts into <paramref name="target"/>, or into a larger array where that is too small, and returns it.</summary>
    public int[] CopyTo(int[] target)
    {
        if (target.Length < _counts.Length)
            target = new int[_counts.Length];
        _counts.CopyTo(target, 0);
        Array.Clear(target, _counts.Length, target.Length - _counts.Length);
        return target;
    }

    private ref int Of(int id)
    {
        Reserve(id + 1);
        return ref _counts[id];
    }

    private void Reserve(int length)
    {
        if (length > _counts.Length)
            Array.Resize(ref _counts, Math.Max(length, Math.Max(64, _counts.Length + (_counts.Length / 4))));
    }
}
