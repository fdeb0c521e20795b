using System.Globalization;

namespace TweetStream.Charts.Wording;

/// <summary>Numbers, spans and rates as a reader expects to see them, the same in every culture.</summary>
internal static class Figures
{
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>3.1</c>, <c>−0.8</c>.</summary>
    public static string Score(double score) => (Math.Round(score, 1) + 0.0).ToString("#,0.0;−#,0.0", CultureInfo.InvariantCulture);

    /// <summary><c>no posts</c>, <c>1 post</c>, <c>9,412 posts</c>: the noun is given in the plural.</summary>
    public static string Counted(long count, string plural) =>
        $"{(count == 0 ? "no" : Count(count))} {(count == 1 ? Singular(plural) : plural)}";

    public static string Singular(string plural) => plural.EndsWith('s') ? plural[..^1] : plural;

    /// <summary><c>250 ms</c>, <c>60 s</c>, <c>5 min</c>, <c>2 min 30 s</c>, <c>6 h</c>: seconds up to two minutes, minutes up to two hours, days from two on.</summary>
    public static string Span(TimeSpan span)
    {
        if (span < TimeSpan.FromSeconds(1))
            return Invariant($"{span.TotalMilliseconds:0.###} ms");
        if (span < TimeSpan.FromMinutes(2))
            return Invariant($"{span.TotalSeconds:0.###} s");
        var days = span >= TimeSpan.FromDays(2) ? span.Days : 0;
        var hours = span >= TimeSpan.FromHours(2) || span == TimeSpan.FromHours(1) ? (int)(span.TotalHours - 24.0 * days) : 0;
        var minutes = (int)(span - TimeSpan.FromDays(days) - TimeSpan.FromHours(hours)).TotalMinutes;
        var seconds = span.TotalSeconds % 60;
        return string.Join(' ', new[]
        {
            days > 0 ? Invariant($"{days} days") : "",
            hours > 0 ? Invariant($"{hours} h") : "",
            minutes > 0 ? Invariant($"{minutes} min") : "",
            seconds > 0 ? Invariant($"{seconds:0.###} s") : "",
        }.Where(part => part.Length > 0));
    }

    /// <summary><c>156.9 posts/s</c>; a slow stream is told by the minute or the hour, so that the figure is never a row of noughts.</summary>
    public static string Rate(double perSecond)
    {
        const double tooSlow = 0.1;
        return perSecond >= tooSlow ? Invariant($"{perSecond:N1} posts/s")
            : perSecond * 60 >= tooSlow ? Invariant($"{perSecond * 60:N1} posts/min")
            : Invariant($"{perSecond * 3600:N1} posts/h");
    }

    /// <summary>How late a picture is: tenths below ten seconds, whole units above.</summary>
    public static string Lag(TimeSpan lag) =>
        lag < TimeSpan.FromSeconds(10) ? Invariant($"{lag.TotalSeconds:0.0} s")
        : lag < TimeSpan.FromMinutes(2) ? Invariant($"{lag.TotalSeconds:0} s")
        : Invariant($"{lag.TotalMinutes:0} min");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
