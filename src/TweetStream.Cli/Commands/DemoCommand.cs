using System.CommandLine;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TweetStream.Charts;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Counter;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Windows;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream demo</c>: relay and counter as two services over a real socket, with no account and no network.</summary>
internal static class DemoCommand
{
    private static readonly Setting<TimeSpan?> For = new("--for", "Demo:For", "DURATION", "60s", "How long", Values.OptionalDuration);

    private static readonly Setting<string> Plot = new("--plot", "Demo:Plot", "FILE|none", "plot_sns.png", "Picture that is redrawn at every slide", Values.Text);

    private static readonly Setting<ChartStyle> Style = new("--style", "Demo:Style", "default|seaborn", "default", "Look of the picture", Values.Choice<ChartStyle>());

    private static readonly Setting<IPEndPoint?> Page = new(
        "--page", "Demo:Page", "HOST:PORT|none", "127.0.0.1:5080", "Address of the live page; another port where this one is taken", HttpAddress.TryParse);

    private static readonly SwitchSetting AllowRemote = new("--allow-remote", "Demo:AllowRemote", "Allows --page on an address that other machines can reach");

    private static readonly Setting<LogForm> Log = LogSetting.Of("Demo");

    // Short enough that the first picture comes at once, and the ranking moves while one looks.
    private static readonly WindowSpec Windows = new(size: 20_000, slide: 2_000);

    public static Command Create() =>
        new Command("demo", "Shows all of it with no account and no network: a relay that plays a sample, a counter that reads it over TCP, a live table, a page, a picture.")
            .WithExamples(
                "tweetstream demo",
                "tweetstream demo --for 30s --style seaborn")
        .With([For, Plot, Style, Page, AllowRemote, Log], RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        var picture = Plot.Read(configuration) is var path && path == "none" ? null : path;
        var style = Style.Read(configuration);
        var limit = For.Read(configuration);
        var page = HttpAddress.Read(Page, AllowRemote, configuration);
        StandardError.Form = Log.Read(configuration);
        using var relay = ServiceHost.Build(services => services.AddRelay(Relay()), LogLevel.Warning);
        await relay.StartAsync(stop);
        var address = await relay.Services.GetRequiredService<RelayService>().Listening;
        if (address.Port != RelayOptions.DefaultPort)
            StandardError.Tell(LogLevel.Information, string.Create(CultureInfo.InvariantCulture, $"Port {RelayOptions.DefaultPort} is taken; using {address.Port}."));

        var serving = Serving.Nothing with { Http = page is null ? null : page with { AnyPortIfTaken = true } };
        var counter = await CountCommand.RunAsync(Counter(address, picture, style, limit), serving, stop);
        await relay.StopAsync(CancellationToken.None);
        if (counter.Failure is { } failure)
            throw failure;
        Console.WriteLine(Summary(counter, picture));
        return 0;
    }

    /// <summary>A relay of the sample and, when that is over, of made-up posts.</summary>
    public static RelayOptions Relay() => new()
    {
        Sources = Recording() is { } recording ? [SourceSpec.Replay(recording), SourceSpec.Synthetic] : [SourceSpec.Synthetic],
        InTurn = true,
        Restamp = true,
        AnyPortIfTaken = true,
        WaitForClients = 1,
    };

    /// <summary>The sample; null where somebody took the executable away from what was published with it.</summary>
    private static string? Recording() => Path.Combine(AppContext.BaseDirectory, "samples", "demo.jsonl.gz") is var file && File.Exists(file) ? file : null;

    private static CountOptions Counter(IPEndPoint relay, string? picture, ChartStyle style, TimeSpan? limit) => new()
    {
        Input = new(relay.Address.ToString(), relay.Port, null),
        Windows = Windows,
        PicturePath = picture,
        Style = style,
        For = limit,
        SourceName = "sample posts",
    };

    private static string Summary(CounterService counter, string? picture)
    {
        var seen = string.Create(CultureInfo.InvariantCulture, $"{counter.Posts:N0} posts, {counter.Windows:N0} windows");
        var result = counter.Last is { Top: [var first, ..] }
            ? string.Create(CultureInfo.InvariantCulture, $"{first.Display} leads with {first.Count:N0}.")
            : "too short for a window to close.";
        return picture is null ? $"{seen}; {result}" : $"{seen}; {result} The picture is {Path.GetFullPath(picture)}";
    }
}
