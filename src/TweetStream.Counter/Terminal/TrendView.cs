using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using TweetStream.Counter.Output;
using TweetStream.Trends;

namespace TweetStream.Counter.Terminal;

/// <summary>What a terminal shows of a window: ranked tags with bars, what changed, and what did not count as it came.</summary>
internal sealed class TrendView(string source, string noun, TimeProvider time)
{
    private const int BarWidth = 24;
    private const int TagWidth = 26;

    public IRenderable Waiting => new Markup($"[grey]waiting for the first window of {Markup.Escape(source)}[/]");

    public IRenderable Of(Snapshot snapshot)
    {
        // The tag comes last, so that no script whose width the terminal sees otherwise can break the columns; fixed
        // widths, so that a shorter line leaves nothing of the one before it.
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn(new TableColumn("rank").RightAligned().NoWrap().Width(3));
        table.AddColumn(new TableColumn("bar").NoWrap().Width(BarWidth));
        table.AddColumn(new TableColumn("count").RightAligned().NoWrap().Width(9));
        table.AddColumn(new TableColumn("change").RightAligned().NoWrap().Width(6));
        table.AddColumn(new TableColumn("tag").NoWrap().Width(TagWidth));
        var highest = snapshot.Top.Count > 0 ? snapshot.Top[0].Count : 1;
        for (var rank = 0; rank < snapshot.Top.Count; rank++)
        {
            var trend = snapshot.Top[rank];
            table.AddRow(
                new Markup($"[grey]{rank + 1}[/]"),
                new Markup($"[teal]{Bar(trend.Count, highest)}[/]"),
                new Markup($"[bold]{SnapshotText.Number(trend.Count)}[/]"),
                Change(trend),
                new Text(Shorten(TerminalText.Clean(trend.Display))));
        }

        return new Rows(Lines(snapshot, table));
    }

    private IEnumerable<IRenderable> Lines(Snapshot snapshot, Table table)
    {
        var open = snapshot.Provisional ? " [yellow]so far[/]" : "";
        yield return new Markup($"[bold]Trending {noun}[/]  {SnapshotText.Window(snapshot, time.GetUtcNow())}{open}");
        yield return new Markup($"[grey]{SnapshotText.Totals(snapshot, noun)}, from {Markup.Escape(source)}[/]");
        yield return Text.Empty;
        yield return snapshot.Top.Count > 0 ? table : new Markup($"[grey]no {noun} in this window yet[/]");
        if (SnapshotText.Losses(snapshot.Stream) is { Length: > 0 } losses)
            yield return new Markup($"[yellow]{losses}[/]");
        if (snapshot.Gap is { } gap)
            yield return new Markup($"[yellow]{SnapshotText.Gap(gap, time.GetUtcNow())}[/]");
        if (snapshot.Notice is { } notice)
            yield return new Markup($"[yellow]{Markup.Escape(notice)}[/]");
    }

    // Eighths of a cell, so that neighbours in rank can be told apart.
    private static string Bar(long count, long highest)
    {
        var eighths = (int)Math.Max(1, Math.Round((double)count / highest * BarWidth * 8));
        var whole = new string('█', eighths / 8);
        return eighths % 8 == 0 ? whole : whole + " ▏▎▍▌▋▊▉"[eighths % 8];
    }

    private static Markup Change(Trend trend)
    {
        var change = SnapshotText.Change(trend);
        var colour = change[0] switch { '+' => "green", '-' => "red", 'n' => "olive", _ => "grey" };
        return new Markup($"[{colour}]{change}[/]");
    }

    private static string Shorten(string tag)
    {
        var text = new StringInfo(tag);
        return text.LengthInTextElements <= TagWidth ? tag : text.SubstringByTextElements(0, TagWidth - 1) + "…";
    }
}
