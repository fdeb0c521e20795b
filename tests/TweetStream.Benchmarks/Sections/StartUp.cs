using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Running;

namespace TweetStream.Benchmarks.Sections;

/// <summary>
/// From the start of the process to its first line: the tool as it was built, which compiles itself as it runs, and as
/// <c>dotnet publish</c> makes it. A quick run publishes nothing and measures only what is built.
/// </summary>
internal static class StartUp
{
    private const int RecordingBytes = 20_000;

    private static readonly string[] Version = ["--version"];

    public static void Run(Effort effort)
    {
        var folder = Directory.CreateTempSubdirectory("tweetstream-benchmark-");
        try
        {
            var recording = Path.Combine(folder.FullName, "posts.txt");
            File.WriteAllBytes(recording, Corpus.Of(PostForm.Text, RecordingBytes).Bytes.Span);
            string[] window = ["count", recording, "--once", "--plot", "none", "--output", "json"];

            var built = StartUpTool.Built;
            var tools = effort == Effort.Quick ? [built] : new[] { built, StartUpTool.Publish(Path.Combine(folder.FullName, "tool")) };
            var rounds = 2 * effort.Rounds;
            Table.Text($"\nStart-up: ms from the start of the process to its first line, {rounds} starts each");
            Table.Head(["tool", .. tools.Select(tool => tool.Name), "of the first"]);
            Report("--version", Version);
            Report("first window of a recording, as JSON", window);

            void Report(string name, string[] arguments)
            {
                var times = Rounds.Of(rounds, [.. tools.Select(tool => (Func<double>)(() => tool.FirstLine(folder.FullName, arguments).TotalMilliseconds))]);
                var medians = times.Select(own => (FormattableString)$"{Rounds.Median(own):0}");
                Table.Row([$"{name}", .. medians, $"{Rounds.Ratio(times[^1], times[0], time => time):0.00}"]);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
