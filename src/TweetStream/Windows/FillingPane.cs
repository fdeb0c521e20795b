using System.Runtime.CompilerServices;
using TweetStream.Bytes;

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
        _seen.Reserve(pane.Counts.Length);
        foreach (var (id, count) in pane.Counts)
        {
            _counts.Reserve(id + 1);
            _counts[id] = count;
            _seen[_used++] = id;
        }

        pane.Counts = PackedCounts.Empty;
    }

    // A method of its own to the compiler, like TagTable.Intern.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            _counts.Reserve(id + 1);
            Prefetch.Of(ref _counts[id]);
        }

        _seen.Reserve(_used + ids.Length);
        foreach (var id in ids)
        {
            ref var count = ref _counts[id];
            // Written each time, and kept where it is new: nobody could guess which are.
            _seen[_used] = id;
            _used += count == 0 ? 1 : 0;
            count = checked(count + 1);
        }
    }

    /// <summary>Gives the counts back to the pane, and is empty.</summary>
    /// <returns>The pane.</returns>
    public Pane End()
    {
        var (idsEnd, above) = (0, 0);
        for (var entry = 0; entry < _used; entry++)
        {
            idsEnd = Math.Max(idsEnd, _seen[entry] + 1);
            above += _counts[_seen[entry]] > 1 ? 1 : 0;
        }

        var packed = new PackedCounts.Writer(_used, idsEnd, above);
        for (var entry = 0; entry < _used; entry++)
        {
            ref var count = ref _counts[_seen[entry]];
            packed.Add(_seen[entry], count);
            count = 0;
        }

        var pane = Pane!;
        pane.Counts = packed.Packed;
        (Pane, _used) = (null, 0);
        return pane;
    }
}
