using System.Buffers;
using System.Globalization;

namespace TweetStream.Trends;

/// <summary>
/// The CSV form (RFC 4180) of a snapshot, one for everything that serves it: a row for each ranked tag. The column
/// <c>missed</c> is empty where the window is complete, else the number of posts that are missing, or <c>unknown</c>. Where
/// rising tags are ranked, a last column has their scores, empty where there is no past yet.
/// </summary>
public static class SnapshotCsv
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>The names of the columns, with the end of their line.</summary>
    /// <param name="rank">What the tags are ranked by.</param>
    public static string Header(Rank rank) => rank == Rank.Rising ? "start,end,posts,tags,late,tag,display,count,missed,score\n" : "start,end,posts,tags,late,tag,display,count,missed\n";

    /// <summary>Writes the rows.</summary>
    /// <param name="output">Where they go.</param>
    /// <param name="snapshot">What they hold.</param>
    /// <param name="clean">Makes a tag fit for who reads it; null where every text is.</param>
    public static void Write(TextWriter output, Snapshot snapshot, Func<string, string>? clean = null)
    {
        foreach (var trend in snapshot.Top)
        {
            var score = snapshot.Rank == Rank.Rising ? string.Create(CultureInfo.InvariantCulture, $",{(trend.Score is { } significance ? SnapshotJson.Rounded(significance) : null):0.00}") : "";
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{SnapshotJson.Iso(snapshot.Start)},{SnapshotJson.Iso(snapshot.End)},{snapshot.Posts},{snapshot.Tags},{snapshot.Stream.Late},{Field(trend.Tag, clean)},{Field(trend.Display, clean)},{trend.Count},{Missed(snapshot.Gap)}{score}\n"));
        }
    }

    private static string Missed(Gap? gap) => gap is null ? "" : gap.Posts?.ToString(CultureInfo.InvariantCulture) ?? "unknown";

    private static string Field(string text, Func<string, string>? clean)
    {
        text = clean?.Invoke(text) ?? text;
        return text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
