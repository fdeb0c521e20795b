using System.Globalization;
using TweetStream.Trends;

namespace TweetStream.Charts.Wording;

internal enum Course
{
    Unknown,
    Up,
    Down,
    Same,
    New,
}

/// <summary>What became of a tag since the last window.</summary>
internal readonly record struct Change(Course Course, string Text)
{
    private const double Tenfold = 10, Thousandfold = 999.5;

    /// <summary>One change per trend. Where every one is new, as in the very first window, that says nothing and is left out.</summary>
    public static Change[] Of(IReadOnlyList<Trend> trends) =>
        trends.All(trend => trend.Previous <= 0)
            ? new Change[trends.Count]
            : [.. trends.Select(Of)];

    private static Change Of(Trend trend)
    {
        if (trend.Previous <= 0)
            return new Change(Course.New, "new");
        if (trend.Count == trend.Previous)
            return new Change(Course.Same, "=");
        var ratio = (double)trend.Count / trend.Previous;
        return ratio > 1 ? new Change(Course.Up, ratio >= Tenfold ? Times(ratio) : Percent(ratio - 1))
            : new Change(Course.Down, Percent(1 - ratio));
    }

    private static string Times(double ratio) =>
        ratio < Thousandfold ? "×" + ratio.ToString("0", CultureInfo.InvariantCulture) : "×999+";

    private static string Percent(double share) =>
        share < 0.005 ? "<1%" : (share * 100).ToString("N0", CultureInfo.InvariantCulture) + "%";
}
