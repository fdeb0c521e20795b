using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TweetStream.Batch.Export;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream export</c>: archive or counts as Parquet by day, for other programs.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string?> What = new("what")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "posts, a row a post, or counts, a row for each spelling of a tag in ten seconds [posts]",
    };

    private static readonly ArchiveSettings Folders = new("Export", "Where tweetstream batch keeps its views, for counts");

    private static readonly Setting<string?> To = new("--to", "Export:To", "DIR", "", "Where the files go: a new or an empty folder, or that of an export before, which goes on", Values.OptionalText);

    private static readonly Setting<DayOrAge> From = new("--from", "Export:From", "DAY", "", "The first day wanted, in UTC: 2026-01-31, 7d for so many days before today, or today; by default the first", DayOrAge.TryParse);

    private static readonly Setting<DayOrAge> Until = new("--until", "Export:Until", "DAY", "", "The first day no longer wanted: the same; by default none", DayOrAge.TryParse);

    public static Command Create()
    {
        What.CompletionSources.Add("posts", "counts");
        var command = new Command("export", "Writes the archive, or the counts of views and archive, as Parquet files by day, which DuckDB, Spark, pandas and others read.")
            .WithExamples(
                "tweetstream export --to posts.parquet",
                "tweetstream export counts --to counts.parquet",
                "tweetstream export counts --to counts.parquet --from 7d",
                "tweetstream export posts --archive /data/posts --to january --from 2026-01-01 --until 2026-02-01");
        command.Add(What);
        return command.With([.. Folders.All, To, From, Until], RunAsync, configuration => Options("posts", To.Read(configuration) ?? "", configuration));
    }

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        var to = To.Read(configuration) ?? throw new BadOptionException($"{To.Flag} is missing; give the folder that the files are to be in");
        var options = Options(parsed.GetValue(What) ?? "posts", to, configuration);
        using var host = ServiceHost.Build(services => services.AddExport(options));
        var export = host.Services.GetRequiredService<ExportService>();
        await host.RunAsync(stop);
        return export.Failure is { } failure ? throw failure : 0;
    }

    private static ExportOptions Options(string what, string to, IConfiguration configuration)
    {
        if (!Values.Choice<ExportKind>()(what, out var kind, out var reason))
            throw new BadOptionException("what: " + reason);
        var (archive, views) = Folders.Read(configuration);
        var now = TimeProvider.System.GetUtcNow();
        var (from, until) = (From.Read(configuration).At(now), Until.Read(configuration).At(now));
        if (from > until)
            throw From.Refuse(configuration, $"is {from:yyyy-MM-dd}, which is after --until {until:yyyy-MM-dd}");
        return new() { What = kind, Archive = archive, Views = views, To = to, From = from, Until = until };
    }
}
