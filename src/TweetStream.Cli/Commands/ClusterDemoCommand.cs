using System.CommandLine;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Charts;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Cluster.Hosting;
using TweetStream.Counter;
using TweetStream.Counter.Watching;
using TweetStream.Relay;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream cluster demo</c>: a relay, three silos as processes of their own, and a table of what they count together.</summary>
internal static class ClusterDemoCommand
{
    private static readonly Setting<TimeSpan?> For = new("--for", "Cluster:Demo:For", "DURATION", "60s", "How long", Values.OptionalDuration);

    private static readonly Setting<string> Plot = new("--plot", "Cluster:Demo:Plot", "FILE|none", "plot_sns.png", "Picture that is redrawn at every slide", Values.Text);

    private static readonly Setting<OutputFormat> Output = new(
        "--output", "Cluster:Demo:Output", "table|json|csv|none", "table", "What goes to standard output", Values.Choice<OutputFormat>());

    private static readonly Setting<IPEndPoint?> Page = new(
        "--page", "Cluster:Demo:Page", "HOST:PORT|none", "none", "Address of the live page; another port where this one is taken", HttpAddress.TryParse);

    private static readonly SwitchSetting AllowRemote = new("--allow-remote", "Cluster:Demo:AllowRemote", "Allows --page on an address that other machines can reach");

    private static readonly Setting<LogForm> Log = LogSetting.Of("Cluster:Demo");

    // The windows of the plain demo.
    private static readonly string[] Counted = ["--window", "20s", "--slide", "2s", "--partitions", "12", "--from", "earliest", "--idle-after", "never"];

    public static Command Create() =>
        new Command("demo", "Shows a cluster with no account and no network: a relay, three silo processes, and a live table of what they count together. Kill one.")
            .WithExamples(
                "tweetstream cluster demo",
                "tweetstream cluster demo --for 30s --plot none --page 127.0.0.1:5080")
            .With([For, Plot, Output, Page, AllowRemote, Log], RunAsync, configuration => _ = (For.Read(configuration), HttpAddress.Read(Page, AllowRemote, configuration)));

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        StandardError.Form = Log.Read(configuration);
        var options = new CountOptions
        {
            Input = CountInput.StandardInput,
            SourceName = "three silos",
            PicturePath = Plot.Read(configuration) is var path && path == "none" ? null : path,
            Output = Output.Read(configuration),
            For = For.Read(configuration),
        };
        var page = HttpAddress.Read(Page, AllowRemote, configuration);
        if (options.PicturePath is { } picture)
            ChartFile.Check(picture);

        await using var cluster = new DemoCluster();
        using var relay = ServiceHost.Build(services => services.AddRelay(Relay(cluster.Archive)), LogLevel.Warning);
        await relay.StartAsync(stop);
        var lifetime = relay.Services.GetRequiredService<IHostApplicationLifetime>();
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop, lifetime.ApplicationStopping);
        var address = await relay.Services.GetRequiredService<RelayService>().Listening;
        var watch = await WatchAsync(cluster, address, options, page, stopped.Token);
        await cluster.EndSilosAsync();
        await relay.StopAsync(CancellationToken.None);
        if (watch?.Failure is { } failure)
            throw failure;
        Console.WriteLine(Summary(watch, cluster, options.PicturePath));
        return 0;
    }

    private static async Task<WatchService?> WatchAsync(DemoCluster cluster, IPEndPoint relay, CountOptions options, Web.HttpOptions? page, CancellationToken stop)
    {
        try
        {
            await cluster.StartStoreAsync(stop);
            var isLive = options.Output == OutputFormat.Table && !Console.IsOutputRedirected;
            cluster.StartSilos(["--relay", relay.ToString(), .. Counted], isLive ? null : line => Console.Error.WriteLine(line));
            StandardError.Tell(LogLevel.Information, cluster.Access.Membership.Kind == MembershipKind.Redis
                ? $"Three silos, as processes {cluster.Processes}, with a Redis: kill -9 one of them, and no window changes."
                : $"Three silos, as processes {cluster.Processes}. There is no redis-server here: all that they know is in the memory of the first, and lost with it; kill -9 another.");
            using var client = ServiceHost.Build(services => services.AddClusterClient(cluster.Access, cluster.Gateways, waits: true), LogLevel.Warning);
            await ClusterHost.StartAsync(client, stop);
            var serving = Serving.Nothing with { Http = page is null ? null : page with { AnyPortIfTaken = true } };
            var watch = stop.IsCancellationRequested ? null : await ClusterWatchCommand.ShowAsync(client, options, all: true, serving, stop);
            await client.StopAsync(CancellationToken.None);
            return watch;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private static RelayOptions Relay(string archive) => DemoCommand.Relay() with
    {
        Listen = [new(IPAddress.Loopback, 0)],
        AnyPortIfTaken = false,
        Archive = new() { Folder = archive },
    };

    private static string Summary(WatchService? watch, DemoCluster cluster, string? picture)
    {
        var lost = cluster.Lost > 0 ? string.Create(CultureInfo.InvariantCulture, $"; silos lost on the way: {cluster.Lost}") : "";
        if (watch?.Last is not { Top: [var first, ..] })
            return $"Too short for a window to close{lost}.{(cluster.LastWords is { Length: > 0 } words ? "\n" + words : "")}";
        var seen = string.Create(CultureInfo.InvariantCulture, $"{watch.Windows:N0} windows{lost}; {first.Display} leads with {first.Count:N0}.");
        return picture is null ? seen : $"{seen} The picture is {Path.GetFullPath(picture)}";
    }
}
