using System.Diagnostics;
using TweetStream.Batch.Queries;
using TweetStream.Benchmarks.Running;
using TweetStream.Benchmarks.Sections;

namespace TweetStream.Benchmarks.BatchLayer;

/// <summary>Questions of the views, by the command and in a process that is warm.</summary>
internal static class BatchQuestions
{
    private const int Rounds = 5;

    public static void Ask(string archive, string views)
    {
        var all = new Question { Archive = archive, Views = views };
        var (end, day) = (GeneratedArchive.End, GeneratedArchive.End.AddDays(-1));
        var questions = new (string Name, Question Question, string[] Arguments)[]
        {
            ("top 10 of a day", all with { From = day, To = end }, ["--from", Iso(day), "--to", Iso(end)]),
            ("top 10 of an hour", all with { From = end.AddHours(-1), To = end }, ["--from", Iso(end.AddHours(-1)), "--to", Iso(end)]),
            ("top 10 of the month", all with { From = end.AddDays(-30), To = end }, ["--from", Iso(end.AddDays(-30)), "--to", Iso(end)]),
            ("top 10 of everything", all, []),
            ("a frequent tag by hour, all", all with { Tag = "tag1", By = Step.Hour }, ["--tag", "tag1", "--by", "hour"]),
            ("a rare tag by hour, all", all with { Tag = "tag777777", By = Step.Hour }, ["--tag", "tag777777", "--by", "hour"]),
        };
        Table.Text($"\nQuestions: ms, median of {Rounds} after {Running.Rounds.WarmUps} to warm up; the command from its start to its end");
        Table.Head("question", "tweetstream query", "in a warm process", "peak memory of the command, MB");
        foreach (var (name, question, arguments) in questions)
        {
            string[] command = [.. StartUpTool.Built.Command, "query", "--archive", archive, "--views", views, .. arguments];
            var results = Running.Rounds.Of(Rounds, [() => Command(command), () => Warm(question)]);
            Table.Row(
                $"{name}", $"{Running.Rounds.Median(results[0].Select(result => result.Milliseconds)):0}", $"{Running.Rounds.Median(results[1].Select(result => result.Milliseconds)):0}",
                $"{Running.Rounds.Median(results[0].Select(result => result.PeakMemory / 1e6)):0}");
        }
    }

    private static (double Milliseconds, double PeakMemory) Command(string[] command)
    {
        var run = MeasuredProcess.Run(command);
        return (run.Wall.TotalMilliseconds, run.PeakMemory);
    }

    private static (double Milliseconds, double PeakMemory) Warm(Question question)
    {
        var watch = Stopwatch.StartNew();
        new Query(question).Answer(CancellationToken.None);
        return (watch.Elapsed.TotalMilliseconds, 0);
    }

    private static string Iso(DateTimeOffset time) => FormattableString.Invariant($"{time:yyyy-MM-ddTHH:mm:ssZ}");
}
