using System.CommandLine;
using Microsoft.Extensions.Configuration;
using TweetStream.Archive;
using TweetStream.Batch.Folding;
using TweetStream.Batch.Output;
using TweetStream.Batch.Queries;
using TweetStream.Charts;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Counter.Output;
using TweetStream.Trends;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream query</c>: what trended between then and now, exactly.</summary>
internal static class QueryCommand
{
    private static readonly ArchiveSettings Folders = new("Query", "Where tweetstream batch keeps its views");

    private static readonly Setting<TimeOrAge> From = new("--from", "Query:From", "TIME", "", "The first instant asked for: ISO 8601, or so long ago, such as 1h or 7d; by default the beginning", TimeOrAge.TryParse);

    private static readonly Setting<TimeOrAge> To = new("--to", "Query:To", "TIME", "", "The first instant no longer asked for: the same, or now; by default the end", TimeOrAge.TryParse);

    private static readonly Setting<int> Top = new("--top", "Query:Top", "N", "10", "How many tags to rank; 0 is all", Values.Number(0, int.MaxValue));

    private static readonly Setting<Rank> Ranks = new("--rank", "Query:Rank", "count|rising", "count", "What ranks a tag: its count, or how far that is above what the times of the same length before had; needs --from and --to", Values.Choice<Rank>());

    private static readonly Setting<string?> Tag = new("--tag", "Query:Tag", "#TAG", "", "Shows the course of this tag instead of ranks", Values.OptionalText);

    private static readonly Setting<Step?> By = new("--by", "Query:By", "minute|hour|day", "", "The steps of that course, in UTC; by default hours", OptionalStep);

    private static readonly Setting<AnswerFormat> Output = new("--output", "Query:Output", "table|json|csv|parquet", "table", "The form of the answer", Values.Choice<AnswerFormat>());

    private static readonly Setting<string?> OutputFile = new("--output-file", "Query:OutputFile", "FILE", "", "Where the answer goes, replacing what is there; by default to standard output", Values.OptionalText);

    private static readonly Setting<string?> Plot = new("--plot", "Query:Plot", "FILE", "", "Draws the ranks as a PNG", Values.OptionalText);

    public static Command Create() =>
        new Command("query", "Answers what trended between two instants: the views of `tweetstream batch` and what the archive holds since, counted together.")
            .WithExamples(
                "tweetstream query --from 24h",
                "tweetstream query --from 2026-01-01 --to 2026-02-01 --top 20 --output json",
                "tweetstream query --from 1h --to now --rank rising",
                "tweetstream query --from 7d --tag '#dotnet' --by day --output csv",
                "tweetstream query --from 30d --top 0 --output parquet --output-file month.parquet",
                "tweetstream query --from 1h --plot hour.png")
            .With([.. Folders.All, From, To, Top, Ranks, Tag, By, Output, OutputFile, Plot], RunAsync, configuration => Read(configuration));

    private static Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        var question = Read(configuration);
        var (format, file, plot) = (Output.Read(configuration), OutputFile.Read(configuration), Plot.Read(configuration));
        if (format == AnswerFormat.Parquet && file is null && !Console.IsOutputRedirected)
            throw Output.Refuse(configuration, $"is nothing for a terminal; give {OutputFile.Flag} FILE, or send it into a file or a program");
        foreach (var path in new[] { file, plot }.OfType<string>())
            ChartFile.Check(path);
        var answer = new Query(question).Answer(stop);
        try
        {
            if (file is null)
                AnswerOutput.Write(StandardOutput.Open(), answer, question.Tag is not null, format, isForTerminal: !Console.IsOutputRedirected);
            else
                DurableFile.Replace(file, output => AnswerOutput.Write(output, answer, question.Tag is not null, format, isForTerminal: false));
        }
        catch (IOException failure) when (file is null && StandardOutput.IsClosed(failure))
        {
            // Whoever reads it has enough of it.
        }

        if (format != AnswerFormat.Json)
        {
            foreach (var remark in AnswerText.Remarks(answer))
                Console.Error.WriteLine(remark);
        }

        if (plot is not null)
            AnswerSnapshot.Draw(plot, answer, TimeProvider.System.GetUtcNow());
        return Task.FromResult(0);
    }

    private static Question Read(IConfiguration configuration)
    {
        var (archive, views) = Folders.Read(configuration);
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
        var rank = Ranks.Read(configuration);
        if (rank == Rank.Rising)
        {
            if (tag is not null)
                throw Ranks.Refuse(configuration, "goes only without --tag");
            if (from is null || to is null || from == to)
                throw Ranks.Refuse(configuration, "compares a time with those before it: give --from and --to, such as --from 1h --to now");
            if (To.Read(configuration).Age is not null)
                to = DateTimeOffset.FromUnixTimeMilliseconds(Bucket.Floor(to.Value.ToUnixTimeMilliseconds()));
            if (!IsFull(from.Value) || !IsFull(to.Value))
                throw Ranks.Refuse(configuration, $"compares full ten seconds, and {SnapshotJson.Iso(IsFull(from.Value) ? to.Value : from.Value)} is none");
        }

        return new() { Archive = archive, Views = views, From = from, To = to, Top = Top.Read(configuration), Rank = rank, Tag = tag, By = by ?? Step.Hour };
    }

    private static bool IsFull(DateTimeOffset time) => time.ToUnixTimeMilliseconds() is var milliseconds && Bucket.Floor(milliseconds) == milliseconds;

    private static bool OptionalStep(string value, out Step? result, out string reason)
    {
        (result, reason) = (null, "");
        if (value.Length == 0)
            return true;
        var isStep = Values.Choice<Step>()(value, out var step, out reason);
        result = step;
        return isStep;
    }
}
