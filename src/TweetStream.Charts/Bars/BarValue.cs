using TweetStream.Trends;

namespace TweetStream.Charts.Bars;

/// <summary>What the length of a bar stands for: the score where tags have one, since it ranks them, else the count.</summary>
internal static class BarValue
{
    /// <summary>Of one tag; a score below 0 has no bar.</summary>
    public static double Of(Trend trend) => Math.Max(0, trend.Score ?? trend.Count);

    /// <summary>Name of what <see cref="Of"/> tells.</summary>
    public static string NameOf(IReadOnlyList<Trend> trends) => trends.Any(trend => trend.Score is not null) ? "score" : "count";
}
