using TweetStream.Trends;

namespace TweetStream.Tests.Trends;

/// <summary>
/// The same past in the plainest way: every window is kept, and mean and variance are sums over all of them. Slow, and easy
/// to check by eye against <c>docs/trends.md</c>.
/// </summary>
internal sealed class NaiveTagHistory(int windowSize)
{
    private readonly List<(int[] Counts, int Posts, long End)> _windows = [];

    public bool HasLearned => _windows.Count > 0;

    public void Learn(int[] counts, int posts, long end)
    {
        if (posts > 0)
            _windows.Add((counts, posts, end));
    }

    public bool CanCompare(int posts, long end) => HasLearned && _windows.Sum(window => Weight(window, end)) >= posts / 2.0;

    public double Score(int key, int count, int posts)
    {
        var now = _windows[^1].End; // Later, all weights are less by one factor, and their means the same.
        var total = _windows.Sum(window => Weight(window, now));
        var mean = _windows.Sum(window => Weight(window, now) * Share(window, key)) / total;
        var variance = _windows.Sum(window => Weight(window, now) * Math.Pow(Share(window, key) - mean, 2)) / total;
        return (count - Math.Max(mean * posts, TagHistory.Noise)) / ((Math.Sqrt(variance) * posts) + TagHistory.Noise);
    }

    private static double Share((int[] Counts, int Posts, long End) window, int key) =>
        key < window.Counts.Length ? (double)window.Counts[key] / window.Posts : 0;

    private double Weight((int[] Counts, int Posts, long End) window, long now) =>
        window.Posts * Math.Pow(0.5, (now - window.End) / (TagHistory.HalfLife * windowSize));
}
