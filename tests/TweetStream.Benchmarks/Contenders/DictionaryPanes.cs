using System.Runtime.InteropServices;

namespace TweetStream.Benchmarks.Contenders;

/// <summary>
/// Exact windows as one writes them in an hour: a Dictionary of the slide that is filled, one of the slide before, and
/// their sum when a window ends. A window ends with the first post after it; nobody looks at a clock.
/// </summary>
internal sealed class DictionaryPanes
{
    private Dictionary<string, long> _previous = [];
    private Dictionary<string, long> _filling = [];
    private long _end = long.MinValue;

    /// <summary>Counts a post; the windows that ended before it.</summary>
    public IReadOnlyList<ClosedWindow> Add(TaggedPost post)
    {
        var closed = post.Time < _end ? [] : CloseBefore(post.Time);
        foreach (var tag in post.Tags)
            CollectionsMarshal.GetValueRefOrAddDefault(_filling, tag, out _)++;
        return closed;
    }

    /// <summary>The windows that are still open.</summary>
    public IReadOnlyList<ClosedWindow> End() => _end == long.MinValue ? [] : [Close(), Close()];

    private List<ClosedWindow> CloseBefore(long time)
    {
        if (_end == long.MinValue)
            _end = ClosedWindow.SlideOf(time) + ClosedWindow.Slide;
        var closed = new List<ClosedWindow>();
        while (_end <= time)
            closed.Add(Close());
        return closed;
    }

    private ClosedWindow Close()
    {
        var sum = new Dictionary<string, long>(_previous);
        foreach (var (tag, count) in _filling)
            CollectionsMarshal.GetValueRefOrAddDefault(sum, tag, out _) += count;
        var closed = ClosedWindow.Of(_end, sum.Select(tag => (tag.Key, tag.Value)));
        (_previous, _filling) = (_filling, []);
        _end += ClosedWindow.Slide;
        return closed;
    }
}
