using System.Globalization;
using System.Text.Json;

namespace TweetStream.Trends;

/// <summary>
/// The JSON form of a snapshot, one for everything that serves it:
/// <c>{"start","end","posts","tags","late","top":[{"tag","display","count"}]}</c>, times in ISO 8601, and
/// <c>"revision":n</c> where it corrects an earlier one of the same window, and <c>"overflow":n</c> once counts of
/// tags were given up, so that others may be too low. Where posts are missing, or may be,
/// <c>"gap":{"from","to","posts"}</c> says between which posts and how many, null where that is not known. Where rising tags
/// are ranked, it says <c>"rank":"rising"</c>, and each tag has its <c>"score"</c>, null where there is no past yet.
/// </summary>
public static class SnapshotJson
{
    /// <summary>Writes the snapshot as one object.</summary>
    public static void Write(Utf8JsonWriter json, Snapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteString("start", Iso(snapshot.Start));
        json.WriteString("end", Iso(snapshot.End));
        json.WriteNumber("posts", snapshot.Posts);
        json.WriteNumber("tags", snapshot.Tags);
        json.WriteNumber("late", snapshot.Stream.Late);
        if (snapshot.Revision > 0)
            json.WriteNumber("revision", snapshot.Revision);
        if (snapshot.Stream.Overflow > 0)
            json.WriteNumber("overflow", snapshot.Stream.Overflow);
        if (snapshot.Gap is { } gap)
            Write(json, gap);
        if (snapshot.Rank == Rank.Rising)
            json.WriteString("rank", "rising");
        WriteTop(json, snapshot.Top, snapshot.Rank);
        json.WriteEndObject();
    }

    /// <summary>Writes ranked tags as the member <c>top</c>.</summary>
    public static void WriteTop(Utf8JsonWriter json, IEnumerable<Trend> top, Rank rank)
    {
        json.WriteStartArray("top");
        foreach (var trend in top)
        {
            json.WriteStartObject();
            json.WriteString("tag", trend.Tag);
            json.WriteString("display", trend.Display);
            json.WriteNumber("count", trend.Count);
            if (trend.Score is { } score)
                json.WriteNumber("score", Rounded(score));
            else if (rank == Rank.Rising)
                json.WriteNull("score");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>ISO 8601 in UTC with milliseconds, such as <c>2026-01-01T00:00:00.000Z</c>.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A score as it is told: with two decimals, and 0 instead of -0.</summary>
    public static double Rounded(double score) => Math.Round(score, 2) + 0.0;

    private static void Write(Utf8JsonWriter json, Gap gap)
    {
        json.WriteStartObject("gap");
        json.WriteString("from", Iso(gap.From));
        json.WriteString("to", gap.To is { } to ? Iso(to) : null);
        if (gap.Posts is { } posts)
            json.WriteNumber("posts", posts);
        else
            json.WriteNull("posts");
        json.WriteEndObject();
    }
}
