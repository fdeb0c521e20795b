using System.Threading.Channels;
using Spectre.Console;
using TweetStream.Trends;

namespace TweetStream.Counter.Terminal;

/// <summary>
/// Keeps the newest window on the screen, redrawn in place. Drawn off the counting path: a slow terminal
/// skips windows and never holds up the counting.
/// </summary>
internal sealed class LiveTable : IObserver<Snapshot>
{
    private readonly Channel<Snapshot> _newest = Channel.CreateBounded<Snapshot>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly IAnsiConsole _console;
    private readonly TrendView _view;

    public LiveTable(IAnsiConsole console, TrendView view)
    {
        (_console, _view) = (console, view);
        Shown = Task.Run(ShowAsync);
    }

    /// <summary>Completes when the last window is on the screen.</summary>
    public Task Shown { get; }

    public void OnNext(Snapshot snapshot) => _newest.Writer.TryWrite(snapshot);

    public void OnCompleted() => _newest.Writer.TryComplete();

    public void OnError(Exception error) => _newest.Writer.TryComplete();

    private Task ShowAsync() =>
        _console.Live(_view.Waiting).StartAsync(async live =>
        {
            live.Refresh();
            await foreach (var snapshot in _newest.Reader.ReadAllAsync())
                live.UpdateTarget(_view.Of(snapshot));
        });
}
