using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using TweetStream.Counter.Output;
using TweetStream.Trends;

namespace TweetStream.Counter.Terminal;

/// <summary>
/// What a terminal shows of the newest window: ranked tags with bars, the pace of the stream, how far behind now it is, and
/// what did not count as it came. Leaves the table to <see cref="TrendColumns"/>. Fits any width and height.
/// </summary>
internal sealed class TrendView(string source, string noun, TimeProvider time)
{
    private readonly Pace _pace = new();
    private Snapshot? _newest;

    /// <summary>Whether what is shown becomes another with time alone.</summary>
    public bool IsAging => Lag is not null;

    private TimeSpan? Lag => _newest?.LagAt(time.GetUtcNow());

    public void Take(Snapshot snapshot)
    {
        _newest = snapshot;
        _pace.Add(snapshot);
    }

    /// <summary>The newest window, in so many cells and at most so many lines.</summary>
    public IReadOnlyList<IRenderable> Draw(int width, int height)
    {
        if (_newest is not { } snapshot)
            return [.. TextFlow.Sentence(width, $"waiting for the first window of {TerminalText.Clean(source)}", TrendColours.Quiet)];
        var (above, below) = (Above(snapshot, width), Below(snapshot, width));
        if (snapshot.Top.Count == 0)
            return [.. above, Text.Empty, .. TextFlow.Sentence(width, $"no {noun} in this window yet", TrendColours.Quiet), .. below];
        const int blankAndHeading = 2, more = 1;
        // The last line of a terminal is for the cursor.
        var room = height - 1 - above.Count - below.Count - blankAndHeading;
        var shown = snapshot.Top.Count <= room ? snapshot.Top.Count : Math.Max(1, room - more);
        var columns = new TrendColumns([.. snapshot.Top.Take(shown)], width);
        var rows = Enumerable.Range(0, shown).Select(columns.Row);
        if (shown < snapshot.Top.Count)
            rows = rows.Append(new Paragraph(CellText.Cut(string.Create(CultureInfo.InvariantCulture, $"and {snapshot.Top.Count - shown:N0} more"), width), TrendColours.Quiet));
        return [.. above, Text.Empty, columns.Heading(noun), .. rows, .. below];
    }

    private List<Paragraph> Above(Snapshot snapshot, int width)
    {
        var title = snapshot.Rank == Rank.Rising ? $"Rising {noun}" : $"Trending {noun}";
        var state = snapshot.Provisional ? "so far" : snapshot.Revision > 0 ? "corrected" : null;
        var window = SnapshotText.Window(snapshot, time.GetUtcNow());
        // With its days it is longer than a narrow terminal.
        string[] times = CellText.Width(window) <= width ? [window] : window.Replace(" to ", "\nto ", StringComparison.Ordinal).Split('\n');
        List<(string, Style)> heading = [(title, TrendColours.Strong), .. times.Select(part => (part, TrendColours.Plain))];
        if (state is not null)
            heading.Add((state, TrendColours.Warning));
        List<(string, Style)> totals = [.. SnapshotText.EachTotal(snapshot, noun).Select(total => (total, TrendColours.Plain))];
        if (_pace.ToString() is { Length: > 0 } pace)
            totals.Add((pace, TrendColours.Pace));
        List<(string, Style)> health = [Loss(snapshot.Stream.Late, "late"), Loss(snapshot.Stream.Dropped, "dropped"), ("from " + TerminalText.Clean(source), TrendColours.Quiet)];
        if (Lag is { } lag)
            health.Insert(0, ("lag " + SnapshotText.Lag(lag), TrendColours.Quiet));
        return [.. TextFlow.Lines(width, "  ", heading), .. TextFlow.Lines(width, "  ", totals), .. TextFlow.Lines(width, "  ", health)];
    }

    private static (string, Style) Loss(long count, string name) =>
        ($"{SnapshotText.Number(count)} {name}", count > 0 ? TrendColours.Warning : TrendColours.Quiet);

    private List<IRenderable> Below(Snapshot snapshot, int width)
    {
        // What is late stands above.
        string?[] remarks = [SnapshotText.Losses(snapshot.Stream with { Late = 0 }), snapshot.Gap is { } gap ? SnapshotText.Gap(gap, time.GetUtcNow()) : null, snapshot.Notice];
        var lines = remarks.Where(remark => remark is { Length: > 0 }).SelectMany(remark => TextFlow.Sentence(width, TerminalText.Clean(remark!), TrendColours.Warning)).ToList<IRenderable>();
        return lines.Count > 0 ? [Text.Empty, .. lines] : lines;
    }
}
