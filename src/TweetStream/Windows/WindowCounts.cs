namespace TweetStream.Windows;

/// <summary>The counts of one window, as a view that is valid only during the call that hands it out.</summary>
public readonly ref struct WindowCounts
{
    private readonly ReadOnlySpan<Pane> _panes;

    internal WindowCounts(WindowSpec spec, long window, ReadOnlySpan<Pane> panes, ReadOnlySpan<int> counts, ReadOnlySpan<int> previous, int revision)
    {
        _panes = panes;
        Start = spec.StartOf(window);
        End = spec.EndOf(window);
        Counts = counts;
        Previous = previous;
        Revision = revision;
        foreach (var pane in panes)
            Posts += pane.Posts;
    }

    /// <summary>First instant of the window, in ms since the Unix epoch.</summary>
    public long Start { get; }

    /// <summary>First instant after the window, in ms since the Unix epoch.</summary>
    public long End { get; }

    /// <summary>Posts in the window, with or without ids.</summary>
    public long Posts { get; }

    /// <summary>How often this window was handed out before: above 0 it is a correction.</summary>
    public int Revision { get; }

    /// <summary>Count of each id; ids beyond its length have none.</summary>
    public ReadOnlySpan<int> Counts { get; }

    /// <summary>The same for the window one slide earlier.</summary>
    public ReadOnlySpan<int> Previous { get; }

    /// <summary>Which of some ids, in ascending order, was seen first in this window: the earliest pane decides, within a pane the order of arrival.</summary>
    public int FirstSeen(ReadOnlySpan<int> ids)
    {
        foreach (var pane in _panes)
        {
            foreach (var (id, _) in pane.Counts)
            {
                // Somebody may send thousands of spellings of one tag: comparing each with each would take seconds.
                if (ids.BinarySearch(id) >= 0)
                    return id;
            }
        }

        return ids[0];
    }
}

/// <summary>Takes a window at the moment it closes.</summary>
public delegate void WindowHandler(WindowCounts window);
