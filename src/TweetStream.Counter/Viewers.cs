using System.Text;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using TweetStream.Charts;
using TweetStream.Counter.Output;
using TweetStream.Counter.Terminal;
using TweetStream.Tagging;
using TweetStream.Trends;

namespace TweetStream.Counter;

/// <summary>Everything that looks at the snapshots of a run: the picture, and what goes to standard output and to a file.</summary>
internal sealed class Viewers : IAsyncDisposable
{
    private readonly List<IObserver<Snapshot>> _all = [];
    private readonly List<(string Name, SlowViewer Viewer)> _slow = [];
    private readonly Stream _standardOutput = StandardOutput.Open();

    public IReadOnlyList<IObserver<Snapshot>> All => _all;

    /// <summary>Those of them that may skip snapshots, and their names.</summary>
    public IReadOnlyList<(string Name, SlowViewer Viewer)> Slow => _slow;

    /// <param name="options">What is shown, and where; how it is counted makes no difference.</param>
    /// <param name="results">The file that results go to; null for none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="drawn">Hears how long each picture took.</param>
    /// <param name="logs">Hear of what cannot be shown.</param>
    public static Viewers Of(CountOptions options, ResultFile? results, TimeProvider time, Action<TimeSpan> drawn, ILoggerFactory logs)
    {
        var viewers = new Viewers();
        if (results is not null)
            viewers._all.Add(results);
        var noun = options.By == CountBy.Hashtags ? "hashtags" : "words";
        var source = options.SourceName ?? options.Input.ToString();
        if (options.PicturePath is { } path)
        {
            var chart = new ChartOptions { Style = options.Style, Scale = options.Scale, Source = source, Noun = noun };
            viewers.AddSlow("picture", new Picture(path, chart, time, drawn, logs.CreateLogger<Picture>()));
        }

        viewers.AddStandardOutput(options.Output, source, noun, time);
        return viewers;
    }

    /// <summary>Completes when each has shown the last snapshot, however the stream of them ended.</summary>
    public async ValueTask DisposeAsync()
    {
        _all.ForEach(viewer => viewer.OnCompleted());
        await Task.WhenAll(_slow.Select(slow => slow.Viewer.Shown));
        await _standardOutput.DisposeAsync();
    }

    private void AddSlow(string name, SlowViewer viewer)
    {
        viewer.Start();
        _slow.Add((name, viewer));
        _all.Add(viewer);
    }

    private void AddStandardOutput(OutputFormat format, string source, string noun, TimeProvider time)
    {
        var isTerminal = !Console.IsOutputRedirected;
        switch (format)
        {
            case OutputFormat.Json:
                _all.Add(new JsonLinesOutput(_standardOutput));
                break;
            case OutputFormat.Csv:
                _all.Add(new CsvOutput(Writer(), isTerminal));
                break;
            case OutputFormat.Table when isTerminal && AnsiConsole.Profile.Capabilities.Ansi:
                AddSlow("table", new LiveTable(AnsiConsole.Console, new(source, noun, time), time));
                break;
            case OutputFormat.Table:
                _all.Add(new PlainTable(Writer(), noun, time));
                break;
        }
    }

    private StreamWriter Writer() => new(_standardOutput, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}
