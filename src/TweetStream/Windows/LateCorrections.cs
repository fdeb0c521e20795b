using TweetStream.Hashtags;

namespace TweetStream.Windows;

/// <summary>
/// Remembers which closed windows took posts while their allowed lateness ran, so that they are handed out again,
/// corrected: together with the next window that closes, and at the latest when their lateness is over. That rule
/// depends on the posts alone, never on how their bytes were cut into blocks. Costs nothing where no lateness is allowed.
/// </summary>
internal sealed class LateCorrections(WindowSpec spec)
{
    private readonly SortedSet<long> _changed = [];
    private readonly SortedDictionary<long, int> _emissions = [];

    /// <summary>When the first of the changed windows takes no more posts; <see cref="long.MaxValue"/> while none is changed.</summary>
    public long Earliest => _changed.Count == 0 ? long.MaxValue : spec.EndOf(_changed.Min) + spec.AllowedLateness;

    /// <summary>A post came into this pane: the closed windows that hold it and still take posts are changed.</summary>
    public void Note(long pane, long watermark)
    {
        if (spec.AllowedLateness == 0 || watermark == long.MinValue)
            return;
        var last = Math.Min(spec.LastWindowWith(pane), spec.FirstWindowEndingAfter(watermark) - 1);
        for (var window = last; window >= spec.FirstWindowWith(pane) && watermark < spec.EndOf(window) + spec.AllowedLateness; window--)
            _changed.Add(window);
    }

    /// <summary>The changed windows in order of their end, each with how often it was handed out before.</summary>
    public IEnumerable<(long Window, int Revision)> Take()
    {
        var changed = _changed.ToArray();
        _changed.Clear();
        return changed.Select(window => (window, CountEmission(window)));
    }

    /// <summary>Says that a window is handed out for the first time.</summary>
    public void Closed(long window)
    {
        if (spec.AllowedLateness > 0)
            CountEmission(window);
    }

    /// <summary>Drops what is known of windows that take no more posts.</summary>
    public void Forget(long watermark)
    {
        while (_emissions.Count > 0 && spec.EndOf(_emissions.First().Key) + spec.AllowedLateness <= watermark)
            _emissions.Remove(_emissions.First().Key);
    }

    public void Save(BinaryWriter to)
    {
        to.Write7BitEncodedInt(_changed.Count);
        foreach (var window in _changed)
            to.Write7BitEncodedInt64(window);
        to.Write7BitEncodedInt(_emissions.Count);
        foreach (var (window, emissions) in _emissions)
        {
            to.Write7BitEncodedInt64(window);
            to.Write7BitEncodedInt(emissions);
        }
    }

    public void Restore(BinaryReader from)
    {
        for (var changed = from.ReadNumber(0, int.MaxValue); changed > 0; changed--)
            _changed.Add(from.ReadNumber(-spec.FurthestWindow, spec.FurthestWindow));
        for (var closed = from.ReadNumber(0, int.MaxValue); closed > 0; closed--)
            _emissions[from.ReadNumber(-spec.FurthestWindow, spec.FurthestWindow)] = from.ReadNumber(1, int.MaxValue);
    }

    private int CountEmission(long window)
    {
        var before = _emissions.GetValueOrDefault(window);
        _emissions[window] = before + 1;
        return before;
    }
}
