using System.Diagnostics;
using TweetStream.Charts;
using TweetStream.Counter.Output;
using TweetStream.Trends;

namespace TweetStream.Benchmarks.Sections;

/// <summary>Draws as the product's picture does, so many pictures, and keeps how long each took.</summary>
internal sealed class TimedPicture(string path, ChartStyle style, int pictures) : SlowViewer
{
    private readonly ChartOptions _options = new() { Style = style, Source = "benchmark" };

    public List<PictureTimes> Times { get; } = [];

    public Snapshot? Last { get; private set; }

    /// <summary>Draws the same snapshot over and over.</summary>
    public void DrawAlone(Snapshot snapshot)
    {
        using var renderer = new ChartRenderer();
        while (Times.Count < pictures)
            Draw(renderer, snapshot);
    }

    protected override async Task ShowAsync(IAsyncEnumerable<Snapshot> newest)
    {
        using var renderer = new ChartRenderer();
        await foreach (var snapshot in newest)
        {
            Draw(renderer, snapshot);
            if (Times.Count == pictures)
                return;
        }
    }

    private void Draw(ChartRenderer renderer, Snapshot snapshot)
    {
        var begun = Stopwatch.GetTimestamp();
        var png = renderer.Render(snapshot, _options, TimeProvider.System.GetUtcNow());
        var drawn = Stopwatch.GetElapsedTime(begun);
        ChartFile.Write(path, png);
        var written = Stopwatch.GetElapsedTime(begun) - drawn;
        Times.Add(new((TimeProvider.System.GetUtcNow() - snapshot.End).TotalMilliseconds, drawn.TotalMilliseconds, written.TotalMilliseconds));
        Last = snapshot;
    }
}

/// <summary>In ms.</summary>
/// <param name="SinceSlide">From the instant that the slide was due until the picture was in its place.</param>
/// <param name="Drawn">From the snapshot to the bytes of the PNG.</param>
/// <param name="Written">Written and renamed.</param>
internal sealed record PictureTimes(double SinceSlide, double Drawn, double Written);
