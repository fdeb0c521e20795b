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
    private static readonly ArchiveSettings Folders = new("Batch", "Where the views are kept");

    private static readonly Setting<TimeSpan?> Every = new("--every", "Batch:Every", "DURATION", "", "Runs again so long after each run, until stopped", Values.OptionalDuration);

    private static readonly SwitchSetting Rebuild = new("--rebuild", "Batch:Rebuild", "Makes all views anew, not only those that are not there");

    public static Command Create() =>
        new Command("batch", "Counts the closed segments of the archive into views, which `tweetstream query` adds to what came since.")
            .WithExamples(
                "tweetstream batch",
                "tweetstream batch --every 10m",
                "tweetstream batch --archive /data/posts --views /data/views --rebuild")
            .With([.. Folders.All, Every, Rebuild], RunAsync, configuration => Options(configuration));

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
        var (archive, views) = Folders.Read(configuration);
        return new() { Archive = archive, Views = views, Every = Every.Read(configuration), Rebuild = Rebuild.Read(configuration) };
    }
}
