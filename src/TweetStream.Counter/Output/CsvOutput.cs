using System.Buffers;
using System.Globalization;
using TweetStream.Counter.Terminal;
using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>
/// CSV (RFC 4180) with a header and a row for each ranked tag of each closed window. The column <c>missed</c> is empty where
/// the window is complete, else the number of posts that are missing, or <c>unknown</c>. Where rising tags are ranked, a
/// last column has their scores, empty where there is no past yet.
/// </summary>
/// <param name="output">Where the rows go.</param>
/// <param name="isTerminal">Whether someone watches the rows on a terminal, which no tag may control.</param>
/// <param name="hasHeader">Whether the header is there already.</param>
internal sealed class CsvOutput(TextWriter output, bool isTerminal, bool hasHeader = false) : ResultOutput
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");
    private bool _hasHeader = hasHeader;

    protected override void Write(Snapshot snapshot)
    {
        var isRising = snapshot.Rank == Rank.Rising;
        if (!_hasHeader)
            output.Write($"start,end,posts,tags,late,tag,display,count,missed{(isRising ? ",score" : "")}\n");
        _hasHeader = true;
        foreach (var trend in snapshot.Top)
        {
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{SnapshotJson.Iso(snapshot.Start)},{SnapshotJson.Iso(snapshot.End)},{snapshot.Posts},{snapshot.Tags},{snapshot.Stream.Late},{Field(trend.Tag)},{Field(trend.Display)},{trend.Count},{Missed(snapshot.Gap)}{(isRising ? Score(trend) : "")}\n"));
        }

        output.Flush();
    }

    private static string Missed(Gap? gap) => gap is null ? "" : gap.Posts?.ToString(CultureInfo.InvariantCulture) ?? "unknown";

    private static string Score(Trend trend) => string.Create(CultureInfo.InvariantCulture, $",{(trend.Score is { } score ? SnapshotJson.Rounded(score) : null):0.00}");

    private string Field(string text)
    {
        if (isTerminal)
            text = TerminalText.Clean(text);
        return text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
