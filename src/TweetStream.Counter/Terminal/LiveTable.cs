using Spectre.Console;
using TweetStream.Counter.Output;
using TweetStream.Trends;

namespace TweetStream.Counter.Terminal;

/// <summary>
/// Keeps the newest window on the screen, redrawn in place: when there is a newer one, and each second where the lag has
/// grown or the terminal has another size. What was drawn last stays.
/// </summary>
internal sealed class LiveTable(IAnsiConsole console, TrendView view, TimeProvider time) : SlowViewer
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private (int Width, int Height) _size;
    private int _lines;

    private (int Width, int Height) Size => (console.Profile.Width, console.Profile.Height);

    protected override async Task ShowAsync(IAsyncEnumerable<Snapshot> newest)
    {
        console.Cursor.Hide();
        try
        {
            _size = Size;
            Draw();
            await using var snapshots = newest.GetAsyncEnumerator();
            var next = snapshots.MoveNextAsync().AsTask();
            while (true)
            {
                await Task.WhenAny(next, Task.Delay(Second, time));
                if (next.IsCompleted)
                {
                    if (!await next)
                        return;
                    view.Take(snapshots.Current);
                    next = snapshots.MoveNextAsync().AsTask();
                    Draw();
                }
                else if (view.IsAging || _size != Size)
                {
                    Draw();
                }
            }
        }
        finally
        {
            console.Cursor.Show();
        }
    }

    private void Draw()
    {
        var size = Size;
        var lines = view.Draw(size.Width, size.Height);
        // A terminal of another size has broken the lines anew: where they begin by now, nobody knows.
        console.Write(new Frame(lines, size == _size ? _lines : null));
        (_size, _lines) = (size, lines.Count);
    }
}
