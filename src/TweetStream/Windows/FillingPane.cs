using TweetStream.Hashtags;

namespace TweetStream.Windows;

/// <summary>
/// Holds the counts of the one pane that most posts come into: by id, so that an id costs one place in memory, whatever the
/// number of ids. Hands them back when the next pane begins, or somebody looks.
/// </summary>
internal sealed class FillingPane
{
    private readonly Blocks<int> _counts = new();
    private readonly Blocks<int> _seen = new();
    private int _used;

    /// <summary>The pane whose counts are here; null while there is none.</summary>
    public Pane? Pane { get; private set; }

    /// <summary>Takes the counts of a pane.</summary>
    public void Begin(Pane pane)
    {
        Pane = pane;
        foreach (var (id, count) in pane.Counts)
            See(id) = count;
        pane.Counts = PackedCounts.Empty;
    }

    public void Add(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            if (id >= _counts.Capacity)
                _counts.Reserve(id + 1);
            ref var count = ref _counts[id];
            if (count == 0)
                Append(id);
            count = checked(count + 1);
        }
    }

    /// <summary>Gives the counts back to the pane, and is empty.</summary>
    /// <returns>The pane.</returns>
    public Pane End()
    {
        var (ids, counts) = (new int[_used], new int[_used]);
        for (var entry = 0; entry < _used; entry++)
        {
            ref var count = ref _counts[_seen[entry]];
            (ids[entry], counts[entry]) = (_seen[entry], count);
            count = 0;
        }

        var pane = Pane!;
        pane.Counts = new(ids, counts);
        (Pane, _used) = (null, 0);
        return pane;
    }

    private ref int See(int id)
    {
        _counts.Reserve(id + 1);
        Append(id);
        return ref _counts[id];
    }

    private void Append(int id)
    {
        if (_used == _seen.Capacity)
            _seen.Reserve(_used + 1);
        _seen[_used++] = id;
    }
}
