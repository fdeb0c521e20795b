using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Charts;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Cluster;
using TweetStream.Cluster.Hosting;
using TweetStream.Counter;
using TweetStream.Counter.Watching;
using TweetStream.Trends;
using TweetStream.Web.Page;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream cluster watch</c>: the windows of a cluster, shown as a counter shows its own.</summary>
internal static class ClusterWatchCommand
{
    private static readonly OutputSettings Output = new("Cluster:Watch");

    private static readonly Setting<Beginning> From = new("--from", "Cluster:Watch:From", "latest|earliest", "latest", "Which window comes first: the newest, or the oldest that is kept", Values.Choice<Beginning>());

    private static readonly Setting<TimeSpan?> For = new("--for", "Cluster:Watch:For", "DURATION", "", "Ends after so long", Values.OptionalDuration);

    private static readonly PageSettings PageAt = new("Cluster:Watch", "the live page, its JSON and the health there, from the first window on");

    private static readonly Setting<LogForm> Log = LogSetting.Of("Cluster:Watch");

    public static Command Create() =>
        new Command("watch", "Shows the windows of a cluster: table, picture, page, JSON lines or CSV, as a counter does.")
            .WithExamples(
                "tweetstream cluster watch",
                "tweetstream cluster watch --membership redis://127.0.0.1:6379 --page 127.0.0.1:5080",
                "tweetstream cluster watch --membership redis://127.0.0.1:6379 --plot none --output json --from earliest > trends.jsonl")
            .With(
                [.. ClusterSettings.All, ClusterSettings.Gateways, .. Output.All, From, For, .. PageAt.All, Log],
                RunAsync,
                Check,
                [ClusterSettings.Password]);

    /// <summary>Shows the windows of a cluster that a host is connected to, until the end that the options set.</summary>
    public static async Task<WatchService> ShowAsync(IHost client, CountOptions options, bool all, Serving serving, CancellationToken stop)
    {
        if (options.PicturePath is { } picture)
            ChartFile.Check(picture);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop, client.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        // Each who enumerates them says when to stop.
        var snapshots = client.Services.GetRequiredService<ClusterView>().SnapshotsAsync(all, CancellationToken.None);
        var isLive = options.Output == OutputFormat.Table && !Console.IsOutputRedirected;
        // The page says how long windows are, which the cluster alone knows.
        var first = serving.Http is null ? null : await FirstAsync(snapshots, stopped.Token);
        using var host = ServiceHost.Build(
            services =>
            {
                services.AddOperations("tweetstream-watch", serving, provider => provider.GetRequiredService<WatchService>().Health);
                if (first is not null)
                {
                    services.AddPage(new() { Source = options.SourceName!, Window = first.Size, Slide = first.Slide, Links = serving.Links });
                    if (isLive)
                        services.AddHostedService<PageAnnouncement>();
                }

                services.AddWatch(options, snapshots);
            },
            isLive ? LogLevel.Warning : LogLevel.Information);
        var watch = host.Services.GetRequiredService<WatchService>();
        await host.RunAsync(stopped.Token);
        return watch;
    }

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        StandardError.Form = Log.Read(configuration);
        var (access, gateways) = (ClusterSettings.Read(configuration), ClusterSettings.Gateways.Read(configuration));
        using var client = ServiceHost.Build(services => services.AddClusterClient(access, gateways, waits: true));
        await ClusterHost.ConnectAsync(client, patience: null, stop);
        var watch = await ShowAsync(client, Options(configuration) with { SourceName = access.ToString() }, From.Read(configuration) == Beginning.Earliest, PageAt.Read(configuration), stop);
        await client.StopAsync(CancellationToken.None);
        return watch.Failure is { } failure ? throw failure : 0;
    }

    private static void Check(IConfiguration configuration) =>
        _ = (ClusterSettings.Read(configuration), ClusterSettings.Gateways.Read(configuration), Options(configuration), PageAt.Read(configuration), From.Read(configuration), Log.Read(configuration));

    private static async Task<Snapshot?> FirstAsync(IAsyncEnumerable<Snapshot> snapshots, CancellationToken stop)
    {
        try
        {
            await foreach (var snapshot in snapshots.WithCancellation(stop))
                return snapshot;
        }
        catch (OperationCanceledException)
        {
            // Ended before there was one.
        }

        return null;
    }

    private static CountOptions Options(IConfiguration configuration) =>
        Output.Read(new() { Input = CountInput.StandardInput, For = For.Read(configuration) }, configuration);

    private enum Beginning
    {
        Latest,
        Earliest,
    }
}
