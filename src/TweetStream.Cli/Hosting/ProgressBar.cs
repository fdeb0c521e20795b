using System.Globalization;
using Spectre.Console;
using TweetStream.Batch;

namespace TweetStream.Cli.Hosting;

/// <summary>Shows how far a run is in one line of a terminal, which is drawn over, and gone when the run is over.</summary>
/// <param name="output">Of the terminal.</param>
/// <param name="width">Of the terminal, in cells.</param>
/// <param name="time">So that it is drawn ten times a second at most.</param>
internal sealed class ProgressBar(TextWriter output, Func<int> width, TimeProvider time) : IProgress<BatchProgress>
{
    private const int Longest = 40;
    private const string Clear = "\e[2K";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private long? _drawn;

    /// <summary>One on standard error; null where that is no terminal, or programs read it.</summary>
    public static ProgressBar? OnStandardError(TimeProvider time)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return StandardError.Form == LogForm.Text && console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi ? new(Console.Error, () => console.Profile.Width, time) : null;
    }

    public void Report(BatchProgress value)
    {
        if (value.IsOver)
        {
            if (_drawn is not null)
                output.Write(Clear);
            _drawn = null;
            return;
        }

        if (_drawn is { } before && time.GetElapsedTime(before) < Pause)
            return;
        _drawn = time.GetTimestamp();
        // The cursor goes back, so that what is logged meanwhile begins its line.
        output.Write($"{Clear}{Line(value, width() - 1)}\r");
    }

    private static string Line(BatchProgress progress, int width)
    {
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Share * 100,3:0} %  {progress.Segments} of {progress.OfSegments} segments  {progress.Posts:N0} posts  {progress.PostsPerSecond:N0} posts/s");
        var length = Math.Clamp(width - words.Length - 4, 0, Longest);
        var done = (int)(progress.Share * length);
        var line = length < 4 ? words : $"[{new string('=', done)}{new string(' ', length - done)}] {words}";
        return line.Length > width ? line[..Math.Max(width, 0)] : line;
    }
}
