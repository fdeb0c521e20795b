using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TweetStream.Batch;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream batch</c>: counts what the archive holds into views.</summary>
internal static class BatchCommand
{
    private static readonly Setting<string?> Archive = new("--archive", "Batch:Archive", "DIR", "", "The archive of the relay, which is only read; by default where the relay keeps it", Values.OptionalText);

    private static readonly Setting<string?> Views = new("--views", "Batch:Views", "DIR", "", "Where the views are kept; by default beside the archive, in its name with .views", Values.OptionalText);

    private static readonly Setting<TimeSpan?> Every = new("--every", "Batch:Every", "DURATION", "", "Runs again so long after each run, until stopped", Values.OptionalDuration);

    private static readonly SwitchSetting Rebuild = new("--rebuild", "Batch:Rebuild", "Makes all views anew, not only those that are not there");

    public static Command Create() =>
        new Command("batch", "Counts the closed segments of the archive into views, which `tweetstream query` adds to what came since.")
            .WithExamples(
                "tweetstream batch",
                "tweetstream batch --every 10m",
                "tweetstream batch --archive /data/posts --views /data/views --rebuild")
            .With([Archive, Views, Every, Rebuild], RunAsync, configuration => Options(configuration));

    /// <summary>Where the archive is and where its views are.</summary>
    /// <exception cref="BadOptionException">Nothing was given, and the user has no data directory.</exception>
    public static (string Archive, string Views) Folders(string? archive, string? views)
    {
        archive = Path.TrimEndingDirectorySeparator(Path.GetFullPath(archive ?? DataDirectory.Posts(Archive.Flag)));
        return (archive, views ?? archive + ".views");
    }

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        var options = Options(configuration);
        using var host = ServiceHost.Build(services =>
        {
            services.AddBatch(options);
            if (ProgressBar.OnStandardError(TimeProvider.System) is { } bar)
                services.AddSingleton<IProgress<BatchProgress>>(bar);
        });
        var batch = host.Services.GetRequiredService<BatchService>();
        await host.RunAsync(stop);
        return batch.Failure is { } failure ? throw failure : 0;
    }

    private static BatchOptions Options(IConfiguration configuration)
    {
        var (archive, views) = Folders(Archive.Read(configuration), Views.Read(configuration));
        return new() { Archive = archive, Views = views, Every = Every.Read(configuration), Rebuild = Rebuild.Read(configuration) };
    }
}
