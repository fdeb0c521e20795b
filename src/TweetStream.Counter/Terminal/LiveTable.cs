using Spectre.Console;
using TweetStream.Counter.Output;
using TweetStream.Trends;

namespace TweetStream.Counter.Terminal;

/// <summary>Keeps the newest window on the screen, redrawn in place.</summary>
internal sealed class LiveTable(IAnsiConsole console, TrendView view) : SlowViewer
{
    protected override Task ShowAsync(IAsyncEnumerable<Snapshot> newest) =>
        console.Live(view.Waiting).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom).StartAsync(async live =>
        {
            live.Refresh();
            await foreach (var snapshot in newest)
                live.UpdateTarget(view.Of(snapshot));
        });
}
