using TweetStream.Windows;

namespace TweetStream.Tests.Windows;

/// <summary>Drives windows by named tags and keeps what they hand out.</summary>
internal sealed class Timeline(WindowSpec spec)
{
    private readonly List<string> _names = [];
    private SlidingCounts _windows = new(spec);
    private long _latest = long.MinValue;

    public List<ClosedWindow> Closed { get; } = [];

    public int Late { get; private set; }

    public long Watermark => _windows.Watermark;

    /// <summary>A post with event time: it is added, then moves the watermark.</summary>
    public void Post(long time, params string[] tags)
    {
        if (!_windows.Add(time, [.. tags.Select(Id)]))
            Late++;
        _latest = Math.Max(_latest, time);
        Advance(_latest - spec.WatermarkDelay);
    }

    public void Add(long time, params string[] tags) => _windows.Add(time, [.. tags.Select(Id)]);

    public void Advance(long watermark) => _windows.Advance(watermark, Take);

    public void End() => Advance(long.MaxValue);

    public ClosedWindow? Peek()
    {
        ClosedWindow? open = null;
        _windows.TryPeek(window => open = Read(window));
        return open;
    }

    /// <summary>Gives the live ids new numbers in reverse order.</summary>
    public void Renumber()
    {
        var counts = new int[_names.Count];
        _windows.AddUp(counts);
        var names = _names.Where((_, id) => counts[id] > 0).Reverse().ToList();
        _windows.Renumber([.. _names.Select(name => names.IndexOf(name))]);
        _names.Clear();
        _names.AddRange(names);
    }

    /// <summary>Goes on with windows that were restored from what these have saved.</summary>
    public void SaveAndRestore()
    {
        using var saved = new MemoryStream(Save());
        using var reader = new BinaryReader(saved);
        _windows = new(spec);
        _windows.Restore(reader, _names.Count);
        Assert.Equal(saved.Length, saved.Position);
    }

    public byte[] Save()
    {
        using var saved = new MemoryStream();
        using var writer = new BinaryWriter(saved);
        _windows.Save(writer);
        return saved.ToArray();
    }

    private void Take(WindowCounts window) => Closed.Add(Read(window));

    private ClosedWindow Read(WindowCounts window) =>
        new(window.Start, window.End, window.Posts, Named(window.Counts), Named(window.Previous), window.Revision);

    private SortedDictionary<string, int> Named(ReadOnlySpan<int> counts)
    {
        var named = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var id = 0; id < counts.Length; id++)
        {
            if (counts[id] != 0)
                named.Add(_names[id], counts[id]);
        }

        return named;
    }

    private int Id(string name)
    {
        if (!_names.Contains(name))
            _names.Add(name);
        return _names.IndexOf(name);
    }
}

internal sealed record ClosedWindow(
    long Start, long End, long Posts, SortedDictionary<string, int> Counts, SortedDictionary<string, int> Previous, int Revision)
{
    /// <summary>Such as <c>[0,10) a2 b1</c>.</summary>
    public override string ToString() => $"[{Start},{End}) {Text(Counts)}".TrimEnd() + (Revision > 0 ? $" r{Revision}" : "");

    private static string Text(SortedDictionary<string, int> counts) => string.Join(' ', counts.Select(pair => $"{pair.Key}{pair.Value}"));
}
