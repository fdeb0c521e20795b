using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TweetStream.EndToEnd.Tests;

/// <summary>
/// What a counter must find in the lines of an archive, in the plainest way and with nothing of the product: every window
/// that a post is in is a table of its own, closed once a post is stamped at its end or later. A tag counts once per post.
/// </summary>
internal sealed class NaiveTrends(long size, long slide)
{
    private readonly SortedDictionary<long, (long Posts, Dictionary<string, int> Counts)> _open = [];
    private long _latest = long.MinValue;
    private long _late;

    /// <summary>The windows that are closed, in their order.</summary>
    public List<ClosedWindow> Closed { get; } = [];

    public static List<ClosedWindow> Of(IEnumerable<string> lines, long size, long slide)
    {
        var trends = new NaiveTrends(size, slide);
        foreach (var line in lines)
            trends.Post(line);
        return trends.Closed;
    }

    public void Post(string line)
    {
        using var post = JsonDocument.Parse(line);
        var time = DateTimeOffset.Parse(post.RootElement.GetProperty("created_at").GetString()!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        var tags = post.RootElement.GetProperty("tags").EnumerateArray()
            .Select(tag => tag.GetString()!.Normalize(NormalizationForm.FormKC)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var isLate = true;
        for (var start = time - (time % slide); start > time - size; start -= slide)
        {
            if (start + size <= _latest)
                continue;
            isLate = false;
            var (posts, counts) = _open.TryGetValue(start, out var open) ? open : (0, new(StringComparer.OrdinalIgnoreCase));
            foreach (var tag in tags)
                counts[tag] = counts.GetValueOrDefault(tag) + 1;
            _open[start] = (posts + 1, counts);
        }

        _late += isLate ? 1 : 0;
        _latest = Math.Max(_latest, time);
        while (_open.Count > 0 && _open.First() is var (first, window) && first + size <= _latest)
        {
            _open.Remove(first);
            Closed.Add(new(Iso(first), Iso(first + size), window.Posts, _late, ClosedWindow.Text(window.Counts)));
        }
    }

    private static string Iso(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
