using TweetStream.Windows;

namespace TweetStream.Tests.Windows;

/// <summary>
/// The same windows in the plainest way: every assignment is kept, every window is a sum over all of them. Slow, and
/// easy to check by eye against the definitions.
/// </summary>
internal sealed class NaiveWindows(WindowSpec spec)
{
    private readonly List<(long Window, string[] Tags)> _assignments = [];
    private readonly Dictionary<long, int> _emissions = [];
    private readonly SortedSet<long> _changed = [];
    private long _latest = long.MinValue;
    private long _watermark = long.MinValue;

    public List<string> Closed { get; } = [];

    public int Late { get; private set; }

    public void Post(long time, params string[] tags)
    {
        var all = WindowsWith(time).ToList();
        var open = all.Where(window => _watermark == long.MinValue || _watermark < spec.EndOf(window) + spec.AllowedLateness).ToList();
        if (all.Count > 0 && open.Count == 0)
            Late++;
        foreach (var window in open)
        {
            _assignments.Add((window, tags));
            if (spec.EndOf(window) <= _watermark)
                _changed.Add(window);
        }

        _latest = Math.Max(_latest, time);
        Advance(_latest - spec.WatermarkDelay);
    }

    public void End() => Advance(long.MaxValue);

    private void Advance(long watermark)
    {
        if (watermark <= _watermark)
            return;
        var closing = _assignments.Select(assignment => assignment.Window).Distinct()
            .Where(window => spec.EndOf(window) > _watermark && spec.EndOf(window) <= watermark).Order().ToList();
        if (closing.Count > 0 || _changed.Any(window => spec.EndOf(window) + spec.AllowedLateness <= watermark))
        {
            foreach (var window in _changed)
                Emit(window);
            _changed.Clear();
        }

        foreach (var window in closing)
            Emit(window);
        _watermark = watermark;
    }

    private void Emit(long window)
    {
        var revision = _emissions.GetValueOrDefault(window);
        _emissions[window] = revision + 1;
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var tag in _assignments.Where(assignment => assignment.Window == window).SelectMany(assignment => assignment.Tags))
            counts[tag] = counts.GetValueOrDefault(tag) + 1;
        Closed.Add(new ClosedWindow(spec.StartOf(window), spec.EndOf(window), 0, counts, [], revision).ToString());
    }

    // Every window near the time, by the definition: start <= time < end.
    private IEnumerable<long> WindowsWith(long time)
    {
        var around = (time - spec.Offset) / spec.Slide;
        var reach = (spec.Size / spec.Slide) + 2;
        for (var window = around - reach; window <= around + reach; window++)
        {
            if (spec.StartOf(window) <= time && time < spec.EndOf(window))
                yield return window;
        }
    }
}
