using System.Globalization;
using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>Times and numbers of a snapshot in the words that every text output shares.</summary>
internal static class SnapshotText
{
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>14:02:20 to 14:02:40 UTC</c>; with the date where it is not that of <paramref name="now"/>.</summary>
    public static string Window(Snapshot snapshot, DateTimeOffset now)
    {
        var isToday = snapshot.Start.UtcDateTime.Date == now.UtcDateTime.Date && snapshot.End.UtcDateTime.Date == now.UtcDateTime.Date;
        var hasFraction = snapshot.Start.Millisecond != 0 || snapshot.End.Millisecond != 0;
        var format = (isToday ? "" : "yyyy-MM-dd ") + (hasFraction ? "HH:mm:ss.fff" : "HH:mm:ss");
        return $"{snapshot.Start.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)} to {snapshot.End.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)} UTC";
    }

    /// <summary>Such as <c>14:02:10 UTC</c>; with the date where it is not that of <paramref name="now"/>.</summary>
    public static string Instant(DateTimeOffset time, DateTimeOffset now) =>
        time.UtcDateTime.ToString(time.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss 'UTC'" : "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>34 posts are missing between 14:02:10 UTC and 14:02:18 UTC</c>.</summary>
    public static string Gap(Gap gap, DateTimeOffset now)
    {
        var what = gap.Posts is { } posts ? $"{Counted(posts, "posts")} {(posts == 1 ? "is" : "are")} missing" : "posts may be missing";
        return gap.To is { } to ? $"{what} between {Instant(gap.From, now)} and {Instant(to, now)}" : $"{what} since {Instant(gap.From, now)}";
    }

    /// <summary>How far behind now something is, such as <c>0.4 s</c>, <c>42 s</c> or <c>3 min</c>.</summary>
    public static string Lag(TimeSpan lag) =>
        lag < TimeSpan.FromSeconds(10) ? string.Create(CultureInfo.InvariantCulture, $"{lag.TotalSeconds:0.0} s")
        : lag < TimeSpan.FromMinutes(2) ? string.Create(CultureInfo.InvariantCulture, $"{lag.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{lag.TotalMinutes:0} min");

    /// <summary>Such as <c>1,204 posts, 2,311 hashtags, 60.2 posts/s</c>.</summary>
    public static string Totals(Snapshot snapshot, string noun) => string.Join(", ", EachTotal(snapshot, noun));

    /// <summary>The parts of <see cref="Totals"/>.</summary>
    public static string[] EachTotal(Snapshot snapshot, string noun) =>
        [Counted(snapshot.Posts, "posts"), Counted(snapshot.Tags, noun), string.Create(CultureInfo.InvariantCulture, $"{snapshot.PostsPerSecond:0.#} posts/s")];

    private static string Counted(long count, string nouns) => $"{Number(count)} {(count == 1 ? nouns[..^1] : nouns)}";

    /// <summary>Change of a tag against the window one slide earlier: <c>+9%</c>, <c>-4%</c>, <c>=</c>, or <c>new</c>.</summary>
    public static string Change(Trend trend)
    {
        if (trend.Previous == 0)
            return "new";
        var percent = Math.Round(100.0 * (trend.Count - trend.Previous) / trend.Previous);
        return percent == 0 ? "=" : percent.ToString("+#,0'%';-#,0'%'", CultureInfo.InvariantCulture);
    }

    /// <summary>Such as <c>12.4</c> or <c>-0.8</c>; empty where a tag has no score.</summary>
    public static string Score(Trend trend) => trend.Score is { } score ? (Math.Round(score, 1) + 0.0).ToString("N1", CultureInfo.InvariantCulture) : "";

    /// <summary>What was not counted as it came, such as <c>3 late, 1 malformed</c>; empty where there is nothing to say.</summary>
    public static string Losses(StreamCounts stream)
    {
        var parts = new List<string>();
        (long, string)[] losses =
        [
            (stream.Missed, "missed"),
            (stream.Late, "late"),
            (stream.Clamped, "clamped"),
            (stream.Malformed, "malformed"),
            (stream.Repaired, "repaired"),
            (stream.Oversized, "oversized"),
            (stream.Capped, "tags capped"),
            (stream.Overflow, "given up beyond --max-tags"),
        ];
        foreach (var (count, name) in losses)
        {
            if (count > 0)
                parts.Add($"{Number(count)} {name}");
        }

        return string.Join(", ", parts);
    }
}
