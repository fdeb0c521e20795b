using System.Runtime.InteropServices;
using TweetStream.Hashtags;

namespace TweetStream.Windows;

/// <summary>
/// Counts ids in sliding windows. Owns panes, running totals and the watermark; knows no clock, no Rx, no tags and no I/O.
/// A post is added to one pane, which joins the running total of the window that closes next when it is full or somebody
/// looks, so the cost of a post does not depend on the length of the window; when that window closes, the total moves on by
/// the panes that leave and enter.
/// Rules: <c>docs/windows.md</c>. Not for use by two threads at once.
/// </summary>
public sealed class SlidingCounts(WindowSpec spec)
{
    private readonly List<Pane> _panes = [];
    private readonly FillingPane _filling = new();
    private readonly RunningTotal _total = new(); // of all panes of the next window, save the one that is being filled
    private readonly LateCorrections _corrections = new(spec);
    private readonly RunningTotal _previous = new(); // of the window before the next one
    private long _previousWindow = long.MinValue;
    private long _next;
    private bool _hasNext;
    private long _sealedBefore = long.MinValue;
    private long _sealedUntil = long.MinValue; // the same as a time
    private (long From, long To) _quick; // the time of the pane that is being filled

    /// <summary>What is held, in the order of time; valid until anything is added.</summary>
    internal IReadOnlyList<Pane> Panes
    {
        get
        {
            EndFilling();
            return _panes;
        }
    }

    /// <summary>No post before this time is expected any more, in ms since the Unix epoch; <see cref="long.MinValue"/> before the first post.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>When the next window that holds something closes; <see cref="long.MaxValue"/> while there is none.</summary>
    public long NextEnd => _hasNext ? spec.EndOf(_next) : long.MaxValue;

    /// <summary>Adds a post at <paramref name="time"/> (ms since the Unix epoch) with its ids; an id counts as often as it is given.</summary>
    /// <returns>False for a late post, every window of which is closed: it is not counted. A post in a gap between windows is not late.</returns>
    public bool Add(long time, ReadOnlySpan<int> ids)
    {
        var number = spec.PaneOf(time);
        if (spec.IsInGap(number))
            return true;
        if (IsLate(number))
            return false;

        var pane = PaneFor(number);
        pane.Posts++;
        if (pane != _filling.Pane && pane == _panes[^1])
            BeginFilling(pane);
        if (pane == _filling.Pane)
            _filling.Add(ids);
        else
            pane.Add(ids);

        _corrections.Note(number, Watermark);
        if (IsForTotal(pane))
            _total.Add(ids);
        return true;
    }

    /// <summary>Adds the posts of one pane that were counted elsewhere, by id in the order in which the ids were first seen.</summary>
    /// <returns>False where they are late, all of them, as by <see cref="Add(long, ReadOnlySpan{int})"/>.</returns>
    internal bool Add(long number, long posts, ReadOnlySpan<int> ids, ReadOnlySpan<int> counts)
    {
        if (spec.IsInGap(number))
            return true;
        if (IsLate(number))
            return false;
        EndFilling();
        var pane = PaneFor(number);
        pane.Posts += posts;
        pane.Add(ids, counts);
        _corrections.Note(number, Watermark);
        if (IsForTotal(pane))
            _total.Add(ids, counts);
        return true;
    }

    /// <summary>
    /// Takes back from what the window before the next one held what came into its panes only after it had closed, as where
    /// panes were brought back from elsewhere and closed it anew.
    /// </summary>
    internal void TakeFromPrevious(ReadOnlySpan<int> ids, ReadOnlySpan<int> counts) => _previous.Subtract(ids, counts);

    /// <summary>
    /// Whether a post at this time, in ms since the Unix epoch, comes into the pane that most posts come into, before any
    /// window with it has closed: nothing but that pane changes. It may be added later by <see cref="Fill"/>, until an
    /// <see cref="Advance"/> <see cref="IsDue"/> or anything else looks.
    /// </summary>
    public bool IsFilling(long time) => time >= _quick.From && time < _quick.To && Watermark < _quick.To;

    /// <summary>Adds posts whose time <see cref="IsFilling"/> with their ids.</summary>
    public void Fill(long posts, ReadOnlySpan<int> ids)
    {
        _filling.Pane!.Posts += posts;
        _filling.Add(ids);
    }

    /// <summary>Whether an <see cref="Advance"/> to this watermark does more than to remember it.</summary>
    public bool IsDue(long watermark) => watermark >= NextEnd || watermark >= _corrections.Earliest || watermark >= _sealedUntil;

    /// <summary>
    /// Moves the watermark on and hands out, in order of their end, the windows that it passes: first corrections of
    /// earlier windows, then those that close now. Empty windows are left out. A watermark never goes back.
    /// <see cref="long.MaxValue"/> is the end of the input and closes everything.
    /// </summary>
    public void Advance(long watermark, WindowHandler closed)
    {
        if (watermark <= Watermark)
            return;
        if (!IsDue(watermark))
        {
            Watermark = watermark;
            return;
        }

        EndFilling();
        if (NextEnd <= watermark || _corrections.Earliest <= watermark)
            HandOutCorrections(closed);
        Watermark = watermark;
        while (_hasNext && NextEnd <= watermark)
        {
            EnsureTotal();
            _corrections.Closed(_next);
            closed(View(_next, _total.Counts, PreviousOf(_next), revision: 0));
            MoveOn();
        }

        ForgetBefore(watermark);
    }

    /// <summary>Hands out the window that will close next as it stands; false when there is none.</summary>
    public bool TryPeek(WindowHandler open)
    {
        if (!_hasNext)
            return false;
        EndFilling();
        EnsureTotal();
        open(View(_next, _total.Counts, PreviousOf(_next), revision: 0));
        return true;
    }

    /// <summary>
    /// Adds to <paramref name="counts"/> what all panes hold of each id, up to <see cref="int.MaxValue"/>. Where nothing is
    /// added, no later result needs the id, and <see cref="Renumber"/> may give its number to another.
    /// </summary>
    public void AddUp(Span<int> counts)
    {
        EndFilling();
        foreach (var pane in _panes)
        {
            foreach (var (id, count) in pane.Counts)
                counts[id] = (int)Math.Min(int.MaxValue, (long)counts[id] + count);
        }
    }

    /// <summary>Gives every id its new number, <c>newIds[old]</c>; where that is -1, what was counted of the id is given up.</summary>
    /// <returns>The sum of the counts that are given up, of which later results know nothing.</returns>
    public long Renumber(ReadOnlySpan<int> newIds)
    {
        EndFilling();
        var givenUp = 0L;
        foreach (var pane in _panes)
            givenUp += pane.Renumber(newIds);
        _total.Reset();
        // What was handed out stays as it was: its panes may have taken posts since, which came too late for it.
        _previous.Renumber(newIds);
        return givenUp;
    }

    /// <summary>Writes everything that decides a later result.</summary>
    public void Save(BinaryWriter to)
    {
        EndFilling();
        to.Write7BitEncodedInt64(Watermark);
        to.Write(_hasNext);
        to.Write7BitEncodedInt64(_next);
        to.Write7BitEncodedInt64(_sealedBefore);
        to.Write7BitEncodedInt(_panes.Count);
        foreach (var pane in _panes)
            pane.Save(to);
        to.Write7BitEncodedInt64(_previousWindow);
        PreviousAsPane().Save(to);
        _corrections.Save(to);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, into windows of the same spec that have not counted yet.</summary>
    /// <param name="from">Where it was written.</param>
    /// <param name="ids">The ids that were counted are below it.</param>
    /// <exception cref="InvalidDataException">What is read cannot be.</exception>
    public void Restore(BinaryReader from, int ids = int.MaxValue)
    {
        Watermark = ReadOrLimit(from, WindowSpec.FurthestTime);
        _hasNext = from.ReadNumber(0, 1) == 1;
        _next = from.ReadNumber(-spec.FurthestWindow, spec.FurthestWindow);
        SealedBefore(ReadOrLimit(from, spec.FurthestPane));
        for (var panes = from.ReadNumber(0, int.MaxValue); panes > 0; panes--)
        {
            var pane = Pane.Restore(from, spec.FurthestPane, ids);
            if (_panes is [.., var last] && last.Number >= pane.Number)
                throw new InvalidDataException("The saved state holds panes out of order.");
            _panes.Add(pane);
        }

        _previousWindow = ReadOrLimit(from, spec.FurthestWindow);
        _previous.Add(Pane.Restore(from, spec.FurthestPane, ids));
        _corrections.Restore(from);
    }

    // Before the first post and after the end of the input there are limits instead of times.
    private static long ReadOrLimit(BinaryReader from, long furthest) =>
        from.ReadNumber(long.MinValue, long.MaxValue) is var number && (number is long.MinValue or long.MaxValue || (number >= -furthest && number <= furthest)) ? number
            : throw new InvalidDataException(FormattableString.Invariant($"The saved state holds {number} for a time."));

    private Pane PaneFor(long number)
    {
        // Posts come nearly in order: look at the end first.
        if (_panes is [.., var last] && last.Number == number)
            return last;
        var at = PanesBefore(number);
        if (at < _panes.Count && _panes[at].Number == number)
            return _panes[at];
        var pane = new Pane(number);
        _panes.Insert(at, pane);
        return pane;
    }

    private bool IsLate(long pane) => Watermark != long.MinValue && Watermark >= spec.EndOf(spec.LastWindowWith(pane)) + spec.AllowedLateness;

    // Whether what came into the pane belongs to the total as well, which holds the rest of it.
    private bool IsForTotal(Pane pane)
    {
        var window = FirstOpenWindowWith(pane.Number);
        if (window > spec.LastWindowWith(pane.Number))
            return false; // Only closed windows hold it, which still take late posts: see the corrections.
        if (!_hasNext || window < _next)
        {
            (_next, _hasNext) = (window, true);
            _total.Forget();
            return false;
        }

        return pane != _filling.Pane && IsInTotal(pane);
    }

    private bool IsInTotal(Pane pane) => _total.IsKnown && pane.Number >= spec.FirstPaneOf(_next) && pane.Number < spec.PaneAfter(_next);

    private void BeginFilling(Pane pane)
    {
        EndFilling();
        if (IsInTotal(pane))
            _total.Subtract(pane);
        _filling.Begin(pane);
        _quick = (spec.StartOfPane(pane.Number), spec.EndOfPane(pane.Number));
    }

    private void EndFilling()
    {
        if (_filling.Pane is null)
            return;
        _quick = default;
        var pane = _filling.End();
        if (IsInTotal(pane))
            _total.Add(pane);
    }

    private long FirstOpenWindowWith(long pane)
    {
        var first = spec.FirstWindowWith(pane);
        if (Watermark == long.MinValue)
            return first;
        return Watermark == long.MaxValue ? long.MaxValue : Math.Max(first, spec.FirstWindowEndingAfter(Watermark));
    }

    private void MoveOn()
    {
        _previous.CopyFrom(_total);
        _previousWindow = _next;

        var following = _next + 1;
        var remaining = PanesBefore(spec.FirstPaneOf(following));
        if (remaining == _panes.Count)
        {
            _hasNext = false;
            _total.Forget();
            return;
        }

        if (_panes[remaining].Number >= spec.PaneAfter(following))
        {
            _next = spec.FirstWindowWith(_panes[remaining].Number);
            _total.Forget();
            return;
        }

        foreach (var leaving in PanesFrom(spec.FirstPaneOf(_next), spec.FirstPaneOf(following)))
            _total.Subtract(leaving);
        foreach (var entering in PanesFrom(spec.PaneAfter(_next), spec.PaneAfter(following)))
            _total.Add(entering);
        _next = following;
    }

    private void EnsureTotal()
    {
        if (!_total.IsKnown)
            _total.Rebuild(PanesOf(_next));
    }

    private ReadOnlySpan<int> PreviousOf(long window) => _previousWindow == window - 1 ? _previous.Counts : [];

    private void HandOutCorrections(WindowHandler closed)
    {
        foreach (var (window, revision) in _corrections.Take())
        {
            var counts = new RunningTotal();
            counts.Rebuild(PanesOf(window));
            var previous = new RunningTotal();
            previous.Rebuild(PanesOf(window - 1));
            closed(View(window, counts.Counts, previous.Counts, revision));
            if (window == _previousWindow)
                _previous.CopyFrom(counts);
        }
    }

    // A pane serves until its last window takes no more posts, and one slide longer as the previous window of the next.
    private void ForgetBefore(long watermark)
    {
        _corrections.Forget(watermark);
        if (watermark == long.MaxValue)
        {
            _panes.Clear();
            return;
        }

        var filling = spec.PaneOf(watermark);
        if (filling == _sealedBefore)
            return;
        var done = 0;
        while (done < _panes.Count && spec.EndOf(spec.LastWindowWith(_panes[done].Number) + 1) + spec.AllowedLateness <= watermark)
            done++;
        _panes.RemoveRange(0, done);
        foreach (var pane in PanesFrom(_sealedBefore, filling))
            pane.Seal();
        SealedBefore(filling);
    }

    private void SealedBefore(long pane)
    {
        _sealedBefore = pane;
        _sealedUntil = pane is long.MinValue or long.MaxValue ? pane : spec.EndOfPane(pane);
    }

    private Pane PreviousAsPane()
    {
        var counts = _previous.Counts.ToArray();
        var ids = Enumerable.Range(0, counts.Length).Where(id => counts[id] > 0).ToArray();
        return new(0) { Counts = new(ids, Array.ConvertAll(ids, id => counts[id])) };
    }

    private WindowCounts View(long window, ReadOnlySpan<int> counts, ReadOnlySpan<int> previous, int revision) =>
        new(spec, window, PanesOf(window), counts, previous, revision);

    private ReadOnlySpan<Pane> PanesOf(long window) => PanesFrom(spec.FirstPaneOf(window), spec.PaneAfter(window));

    private ReadOnlySpan<Pane> PanesFrom(long first, long end)
    {
        var start = PanesBefore(first);
        return CollectionsMarshal.AsSpan(_panes)[start..Math.Max(start, PanesBefore(end))];
    }

    private int PanesBefore(long number)
    {
        var (low, high) = (0, _panes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_panes[middle].Number < number)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
