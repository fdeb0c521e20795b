using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Configuration;
using TweetStream.Batch.Output;
using TweetStream.Batch.Queries;
using TweetStream.Charts;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Counter;
using TweetStream.Counter.Output;
using TweetStream.Counter.Terminal;
using TweetStream.Trends;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream query</c>: what trended between then and now, exactly.</summary>
internal static class QueryCommand
{
    private static readonly Setting<string?> Archive = new("--archive", "Query:Archive", "DIR", "", "The archive of the relay, which is only read; by default where the relay keeps it", Values.OptionalText);

    private static readonly Setting<string?> Views = new("--views", "Query:Views", "DIR", "", "Where tweetstream batch keeps its views; by default beside the archive, in its name with .views", Values.OptionalText);

    private static readonly Setting<TimeOrAge> From = new("--from", "Query:From", "TIME", "", "The first instant asked for: ISO 8601, or so long ago, such as 1h or 7d; by default the beginning", TimeOrAge.TryParse);

    private static readonly Setting<TimeOrAge> To = new("--to", "Query:To", "TIME", "", "The first instant no longer asked for: the same, or now; by default the end", TimeOrAge.TryParse);

    private static readonly Setting<int> Top = new("--top", "Query:Top", "N", "10", "How many tags to rank; 0 is all", Values.Number(0, int.MaxValue));

    private static readonly Setting<string?> Tag = new("--tag", "Query:Tag", "#TAG", "", "Shows the course of this tag instead of ranks", Values.OptionalText);

    private static readonly Setting<Step?> By = new("--by", "Query:By", "minute|hour|day", "", "The steps of that course, in UTC; by default hours", OptionalStep);

    private static readonly Setting<OutputFormat> Output = new("--output", "Query:Output", "table|json|csv", "table", "What goes to standard output", Format);

    private static readonly Setting<string?> Plot = new("--plot", "Query:Plot", "FILE", "", "Draws the ranks as a PNG", Values.OptionalText);

    public static Command Create() =>
        new Command("query", "Answers what trended between two instants: the views of `tweetstream batch` and what the archive holds since, counted together.")
            .WithExamples(
                "tweetstream query --from 24h",
                "tweetstream query --from 2026-01-01 --to 2026-02-01 --top 20 --output json",
                "tweetstream query --from 7d --tag '#dotnet' --by day --output csv",
                "tweetstream query --from 1h --plot hour.png")
            .With([Archive, Views, From, To, Top, Tag, By, Output, Plot], RunAsync, configuration => Read(configuration));

    private static Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        var question = Read(configuration);
        var (format, plot) = (Output.Read(configuration), Plot.Read(configuration));
        if (plot is not null)
            ChartFile.Check(plot);
        var answer = new Query(question).Answer(stop);
        try
        {
            Write(answer, question.Tag is not null, format);
        }
        catch (IOException failure) when (StandardOutput.IsClosed(failure))
        {
            // Whoever reads it has enough of it.
        }

        if (format != OutputFormat.Json)
        {
            foreach (var remark in AnswerText.Remarks(answer))
                Console.Error.WriteLine(remark);
        }

        if (plot is not null)
            AnswerSnapshot.Draw(plot, answer, TimeProvider.System.GetUtcNow());
        return Task.FromResult(0);
    }

    private static void Write(Answer answer, bool isCourse, OutputFormat format)
    {
        using var output = new BufferedStream(StandardOutput.Open(), 64 * 1024);
        if (format == OutputFormat.Json)
        {
            AnswerJson.Write(output, answer, isCourse);
            return;
        }

        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Func<string, string>? clean = Console.IsOutputRedirected ? null : TerminalText.Clean;
        if (format == OutputFormat.Csv)
            AnswerText.WriteCsv(text, answer, isCourse, clean);
        else
            AnswerText.WriteTable(text, answer, TerminalText.Clean);
    }

    private static Question Read(IConfiguration configuration)
    {
        var (archive, views) = BatchCommand.Folders(Archive.Read(configuration), Views.Read(configuration));
        var now = TimeProvider.System.GetUtcNow();
        var (from, to) = (From.Read(configuration).At(now), To.Read(configuration).At(now));
        if (from > to)
            throw From.Refuse(configuration, $"is {SnapshotJson.Iso(from.Value)}, which is after --to {SnapshotJson.Iso(to.Value)}");
        var tag = Tag.Read(configuration);
        if (tag is not null && tag.Trim('#', '＃', ' ').Length == 0)
            throw Tag.Refuse(configuration, "is no tag; allowed is one with its sign or without, such as '#dotnet'");
        var by = By.Read(configuration);
        if (by is not null && tag is null)
            throw By.Refuse(configuration, "goes only with --tag");
        if (tag is not null && Plot.Read(configuration) is not null)
            throw Plot.Refuse(configuration, "goes only without --tag: a picture shows ranks");
        Output.Read(configuration);
        return new() { Archive = archive, Views = views, From = from, To = to, Top = Top.Read(configuration), Tag = tag, By = by ?? Step.Hour };
    }

    private static bool OptionalStep(string value, out Step? result, out string reason)
    {
        (result, reason) = (null, "");
        if (value.Length == 0)
            return true;
        var isStep = Values.Choice<Step>()(value, out var step, out reason);
        result = step;
        return isStep;
    }

    private static bool Format(string value, out OutputFormat result, out string reason)
    {
        var isFormat = Values.Choice<OutputFormat>()(value, out result, out reason) && result != OutputFormat.None;
        reason = isFormat ? "" : $"'{value}' is not allowed; allowed are table, json, csv";
        return isFormat;
    }
}
