using System.Threading.Channels;
using Spectre.Console;
using Spectre.Console.Rendering;
using TweetStream.Counter.Output;
using TweetStream.Trends;

namespace TweetStream.Counter.Terminal;

/// <summary>
/// The newest window as a table with bars that redraws itself in place. Drawn off the counting path: a slow terminal
/// skips windows and never holds up the counting.
/// </summary>
internal sealed class LiveTable : IObserver<Snapshot>
{
    private const int BarWidth = 28;
    private readonly Channel<Snapshot> _newest = Channel.CreateBounded<Snapshot>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly IAnsiConsole _console;
    private readonly string _source;
    private readonly string _noun;
    private readonly TimeProvider _time;

    public LiveTable(IAnsiConsole console, string source, string noun, TimeProvider time)
    {
        (_console, _source, _noun, _time) = (console, source, noun, time);
        Shown = Task.Run(ShowAsync);
    }

    /// <summary>Completes when the last window is on the screen.</summary>
    public Task Shown { get; }

    public void OnNext(Snapshot snapshot) => _newest.Writer.TryWrite(snapshot);

    public void OnCompleted() => _newest.Writer.TryComplete();

    public void OnError(Exception error) => _newest.Writer.TryComplete();

    private Task ShowAsync() =>
        _console.Live(new Markup($"[grey]waiting for the first window of {Markup.Escape(_source)}[/]")).StartAsync(async live =>
        {
            live.Refresh();
            await foreach (var snapshot in _newest.Reader.ReadAllAsync())
                live.UpdateTarget(View(snapshot));
        });

    internal IRenderable View(Snapshot snapshot)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn(new TableColumn("rank").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("tag").NoWrap());
        table.AddColumn(new TableColumn("bar").NoWrap().Width(BarWidth));
        table.AddColumn(new TableColumn("count").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("change").RightAligned().NoWrap());
        var highest = snapshot.Top.Count > 0 ? snapshot.Top[0].Count : 1;
        for (var rank = 0; rank < snapshot.Top.Count; rank++)
        {
            var trend = snapshot.Top[rank];
            table.AddRow(
                new Markup($"[grey]{rank + 1}[/]"),
                new Text(Shorten(TerminalText.Clean(trend.Display))),
                new Markup($"[teal]{Bar(trend.Count, highest)}[/]"),
                new Markup($"[bold]{SnapshotText.Number(trend.Count)}[/]"),
                Change(trend));
        }

        return new Rows(Lines(snapshot, table));
    }

    private IEnumerable<IRenderable> Lines(Snapshot snapshot, Table table)
    {
        var open = snapshot.Provisional ? " [yellow]so far[/]" : "";
        yield return new Markup($"[bold]Trending {_noun}[/]  {SnapshotText.Window(snapshot, _time.GetUtcNow())}{open}");
        yield return new Markup($"[grey]{SnapshotText.Totals(snapshot, _noun)}, from {Markup.Escape(_source)}[/]");
        yield return Text.Empty;
        yield return snapshot.Top.Count > 0 ? table : new Markup($"[grey]no {_noun} in this window yet[/]");
        if (SnapshotText.Losses(snapshot.Stream) is { Length: > 0 } losses)
            yield return new Markup($"[yellow]{losses}[/]");
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
        var text = new System.Globalization.StringInfo(tag);
        return text.LengthInTextElements <= 24 ? tag : text.SubstringByTextElements(0, 23) + "…";
    }
}
