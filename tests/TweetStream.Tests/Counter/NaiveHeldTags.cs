using TweetStream.Windows;

namespace TweetStream.Tests.Counter;

/// <summary>The limit on held tags in the plainest way: every count that is still held is an entry of a list.</summary>
internal sealed class NaiveHeldTags(WindowSpec spec, int most)
{
    private readonly List<(long Time, string Tag)> _posted = [];
    private readonly List<(long Time, string Tag)> _entries = [];
    private List<string> _known = [];

    public long Overflow { get; private set; }

    public void Post(long time, params string[] tags)
    {
        foreach (var tag in tags)
        {
            _posted.Add((time, tag));
            _entries.Add((time, tag));
            if (!_known.Contains(tag))
                _known.Add(tag);
        }

        // One slide longer than its last window lasts, an entry serves as the one before the next.
        _entries.RemoveAll(entry => spec.EndOf(Math.DivRem(entry.Time, spec.Slide).Quotient + 1) <= time);
        if (_known.Count >= most)
            MakeRoom();
    }

    /// <summary>What is held of a window, such as <c>a2 b1</c>.</summary>
    public string Held(long start) => Text(Count(_entries, start));

    /// <summary>What was posted in a window.</summary>
    public SortedDictionary<string, int> Posted(long start) => Count(_posted, start);

    public static string Text(SortedDictionary<string, int> counts) => string.Join(' ', counts.Select(pair => $"{pair.Key}{pair.Value}"));

    private void MakeRoom()
    {
        var needed = _known.Where(tag => Weight(tag) > 0).ToList();
        if (needed.Count > most - (most / 4))
        {
            var heaviest = needed.OrderByDescending(Weight).Take(Math.Min(needed.Count, most) / 2).ToHashSet(StringComparer.Ordinal); // OrderBy is stable.
            Overflow += _entries.RemoveAll(entry => !heaviest.Contains(entry.Tag));
            needed.RemoveAll(tag => !heaviest.Contains(tag));
        }

        _known = needed;
    }

    private int Weight(string tag) => _entries.Count(entry => entry.Tag == tag);

    private SortedDictionary<string, int> Count(List<(long Time, string Tag)> entries, long start)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, tag) in entries.Where(entry => entry.Time >= start && entry.Time < start + spec.Size))
            counts[tag] = counts.GetValueOrDefault(tag) + 1;
        return counts;
    }
}
