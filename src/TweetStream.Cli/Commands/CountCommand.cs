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
using TweetStream.Counter;
using TweetStream.Counter.Checkpoints;
using TweetStream.Hashtags;
using TweetStream.Tagging;
using TweetStream.Trends;
using TweetStream.Web.Page;
using TweetStream.Windows;
using TweetStream.Wire;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream count</c>: from a socket, a file or standard input to windows, pictures and lines.</summary>
internal static class CountCommand
{
    private const long DefaultSlide = 10_000;

    internal static readonly ConnectionSettings Connection = new("Count");

    private static readonly Argument<string?> Input = new("input")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = $"HOST:PORT, a file, or - for standard input [{ConnectionSettings.DefaultInput}]",
    };

    private static readonly Setting<TimeSpan> Window = new("--window", "Count:Window", "DURATION", "20s", "Length of a window", Values.Duration);

    private static readonly Setting<TimeSpan?> Slide = new(
        "--slide", "Count:Slide", "DURATION", "", "A window ends every so often [10s, or the window where that is shorter]", OptionalSlide);

    private static readonly Setting<TimeSpan> Offset = new(
        "--offset", "Count:Offset", "DURATION", "0s", "Shifts all windows; shorter than the slide, may be negative", Values.Duration);

    private static readonly Setting<TimeSpan> WatermarkDelay = new(
        "--watermark-delay", "Count:WatermarkDelay", "DURATION", "0s", "How long a window waits for posts out of order before it closes", Values.Duration);

    private static readonly Setting<TimeSpan> AllowedLateness = new(
        "--allowed-lateness", "Count:AllowedLateness", "DURATION", "0s", "How long after its end a closed window still takes posts and is shown again, corrected", Values.Duration);

    private static readonly Setting<int> Top = new("--top", "Count:Top", "N", "10", "How many tags to rank; 0 is all", Values.Number(0, 1_000_000));

    private static readonly Setting<Rank> Ranks = new(
        "--rank", "Count:Rank", "count|rising", "count", "What ranks a tag: its count, or how far that is above the tag's own recent past", Values.Choice<Rank>());

    private static readonly Setting<TimeChoice> Time = new(
        "--time", "Count:Time", "auto|event|arrival", "auto", "Which time a post counts at; auto takes event time where the first post carries one", Values.Choice<TimeChoice>());

    private static readonly Setting<CountBy> By = new("--by", "Count:By", "hashtags|words", "hashtags", "What is counted", Values.Choice<CountBy>());

    private static readonly Setting<CaseChoice> Case = new(
        "--case", "Count:Case", "fold|keep", "fold", "Whether #DotNet and #dotnet are one tag", Values.Choice<CaseChoice>());

    private static readonly Setting<string> Plot = new("--plot", "Count:Plot", "FILE|none", "plot_sns.png", "Picture that is redrawn at every slide", Values.Text);

    private static readonly Setting<ChartStyle> Style = new("--style", "Count:Style", "default|seaborn", "default", "Look of the picture", Values.Choice<ChartStyle>());

    private static readonly Setting<double> Scale = new(
        "--scale", "Count:Scale", "N", "1", "Size of the picture; 2 for high density", Values.Fraction(ChartOptions.SmallestScale, ChartOptions.LargestScale));

    private static readonly Setting<OutputFormat> Output = new(
        "--output", "Count:Output", "table|json|csv|none", "table", "What goes to standard output", Values.Choice<OutputFormat>());

    private static readonly SwitchSetting Once = new("--once", "Count:Once", "Ends with the input, a closed connection too, after closing every open window");

    private static readonly Setting<TimeSpan?> For = new("--for", "Count:For", "DURATION", "", "Ends after so long; windows that are still open are not shown", Values.OptionalDuration);

    private static readonly Setting<int> MaxLine = new("--max-line", "Count:MaxLine", "SIZE", "1MiB", "Longest line; a longer one is left out and counted", Values.Size);

    private static readonly Setting<int> MaxTags = new(
        "--max-tags", "Count:MaxTags", "N", "1000000", "Distinct tags held in memory; beyond, the rarest are given up and counted", Values.Number(1_000, 100_000_000));

    private static readonly Setting<StreamPosition> From = new(
        "--from", "Count:From", "POSITION", "latest", "Where in the relay's stream to begin: latest, earliest, or an offset; a state goes before it", StreamPosition.TryParse);

    internal static readonly Setting<string?> State = new(
        "--state", "Count:State", "DIR", "", "Keeps checkpoints there, so that a restart goes on where the last run was", Values.OptionalText);

    private static readonly Setting<string?> OutputFile = new(
        "--output-file", "Count:OutputFile", "FILE", "", "Appends every closed window to a file: CSV where its name ends in .csv, else JSON lines", Values.OptionalText);

    private static readonly Setting<IPEndPoint?> PageAddress = new(
        "--page", "Count:Page", "HOST:PORT", "", "Serves the live page, its JSON, the metrics and the health there; port 0 takes a free one", HttpAddress.TryParse);

    private static readonly ListSetting<TagLink> Network = new(
        "--network", "Count:Network", "bluesky|x|mastodon:HOST", "Where the page's links to the posts of a tag lead [all of them]", TagLink.TryParse);

    private static readonly Setting<Uri?> Otlp = new(
        "--otlp", "Count:Otlp", "URL", "", "Sends the metrics to the collector there, by OTLP over HTTP", CollectorAddress.TryParse);

    private static readonly Setting<LogForm> Log = new("--log", "Count:Log", "text|json", "text", "How the log on standard error is written; json is one object a line", Values.Choice<LogForm>());

    private static readonly SwitchSetting AllowRemote = new("--allow-remote", "Count:AllowRemote", "Allows --page on an address that other machines can reach");

    private static readonly Setting<string?> DeadLetter = new(
        "--dead-letter", "Count:DeadLetter", "FILE|none", "", "Keeps lines that could not be read [DIR/dead-letter.ndjson with --state, else none]", Values.OptionalText);

    public static Command Create()
    {
        var command = new Command("count", "Counts hashtags in sliding windows and draws the ten most frequent at every slide.")
            .WithExamples(
                "tweetstream count",
                "tweetstream count 127.0.0.1:5555 --window 60s --slide 5s --output json",
                "tweetstream count posts.jsonl --once --plot none --output csv > trends.csv",
                "tweetstream count relay.example:5556 --tls --token-file token --state state --output-file trends.jsonl",
                "nc -lk 127.0.0.1 9999        (and in a second terminal:)",
                "tweetstream count 127.0.0.1:9999 --by words");
        command.Add(Input);
        return command.With(
            [
                Window, Slide, Offset, WatermarkDelay, AllowedLateness, Top, Ranks, Time, By, Case, Plot, Style, Scale, Output, Once, For, MaxLine, MaxTags, From,
                .. Connection.All, State, OutputFile, DeadLetter, PageAddress, Network, Otlp, Log, AllowRemote,
            ],
            RunAsync,
            Check,
            Connection.OtherKeys);
    }

    /// <summary>Runs the counter until its input ends or the host is stopped.</summary>
    /// <exception cref="IOException">The picture's folder or the input cannot be used.</exception>
    public static async Task<CounterService> RunAsync(CountOptions options, Serving serving, CancellationToken stop)
    {
        if (options.PicturePath is { } picture)
            ChartFile.Check(picture);
        if (options.Input.File is { } file)
            new Recording(file).Check();
        if (!TagFolder.IsNormalizationAvailable)
            StandardError.Tell(LogLevel.Warning, "this machine has no Unicode data (ICU): tags that differ in width or composition are counted apart", "warning: ");
        // A table that redraws itself shows what the log would say, which would only tear it apart.
        var isLive = options.Output == OutputFormat.Table && !Console.IsOutputRedirected;
        using var host = ServiceHost.Build(services => Add(services, options, serving, isLive), isLive ? LogLevel.Warning : LogLevel.Information);
        var counter = host.Services.GetRequiredService<CounterService>();
        await host.RunAsync(stop);
        // The host waits for less than a second; a last checkpoint of a large state on a slow disk may take longer.
        if (options.StateFolder is not null && counter.ExecuteTask is { } run)
            await run;
        return counter;
    }

    private static void Add(IServiceCollection services, CountOptions options, Serving serving, bool isLive)
    {
        // Before the counter, so that nothing is counted where the page cannot be served.
        services.AddOperations("tweetstream-counter", serving, provider => provider.GetRequiredService<CounterService>().Health);
        if (serving.Http is not null)
        {
            services.AddPage(Page(options, serving.Links));
            if (isLive)
                services.AddHostedService<PageAnnouncement>();
        }

        services.AddCounter(options);
    }

    private static PageOptions Page(CountOptions options, IReadOnlyList<TagLink> links) => new()
    {
        Source = options.SourceName ?? options.Input.ToString(),
        Noun = options.By == CountBy.Hashtags ? "hashtags" : "words",
        Window = TimeSpan.FromMilliseconds(options.Windows.Size),
        Slide = TimeSpan.FromMilliseconds(options.Windows.Slide),
        Links = links,
    };

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        StandardError.Form = Log.Read(configuration);
        var counter = await RunAsync(Options(parsed.GetValue(Input), configuration), ReadServing(configuration), stop);
        return counter.Failure switch
        {
            null => 0,
            StateException { IsAskedWrongly: true } wrong => throw new BadOptionException(wrong.Message),
            var failure => throw failure,
        };
    }

    private static void Check(IConfiguration configuration) => _ = (Options(null, configuration), ReadServing(configuration), Log.Read(configuration));

    private static Serving ReadServing(IConfiguration configuration) => new()
    {
        Http = HttpAddress.Read(PageAddress, AllowRemote, configuration),
        Links = Network.Read(configuration) is { Count: > 0 } links ? links : TagLink.All,
        Collector = Otlp.Read(configuration),
    };

    private static CountOptions Options(string? given, IConfiguration configuration)
    {
        var input = Connection.ReadInput(given, configuration);
        var state = State.Read(configuration);
        if (state is not null && input.Host is null)
            throw State.Refuse(configuration, $"goes only with HOST:PORT; {input} is read from its beginning by every run");
        return Connection.Read(input, configuration) with
        {
            Windows = Windows(configuration),
            Top = Top.Read(configuration),
            Rank = Ranks.Read(configuration),
            Time = Time.Read(configuration),
            By = By.Read(configuration),
            KeepCase = Case.Read(configuration) == CaseChoice.Keep,
            PicturePath = Plot.Read(configuration) is var path && path == "none" ? null : path,
            Style = Style.Read(configuration),
            Scale = Scale.Read(configuration),
            Output = Output.Read(configuration),
            Once = Once.Read(configuration),
            For = For.Read(configuration),
            From = From.Read(configuration),
            StateFolder = state,
            OutputFile = OutputFile.Read(configuration),
            DeadLetterFile = DeadLetterFile.Read(DeadLetter, state, configuration),
            MaxLineBytes = MaxLine.Read(configuration),
            MaxTags = MaxTags.Read(configuration),
        };
    }

    private static WindowSpec Windows(IConfiguration configuration)
    {
        long Milliseconds(Setting<TimeSpan> setting) => (long)setting.Read(configuration).TotalMilliseconds;
        var window = Milliseconds(Window);
        var slide = (long?)Slide.Read(configuration)?.TotalMilliseconds ?? Math.Min(DefaultSlide, Math.Max(1, window));
        try
        {
            return new(window, slide, Milliseconds(Offset), Milliseconds(WatermarkDelay), Milliseconds(AllowedLateness));
        }
        catch (ArgumentOutOfRangeException bad)
        {
            var reason = bad.Message.Split(" (Parameter", 2)[0]; // What follows names our parameter, not the option.
            throw bad.ParamName switch
            {
                "size" => Window.Refuse(configuration, reason),
                "slide" => Slide.Refuse(configuration, reason),
                "offset" => Offset.Refuse(configuration, string.Create(CultureInfo.InvariantCulture, $"{reason} ({slide} ms)")),
                "watermarkDelay" => WatermarkDelay.Refuse(configuration, reason),
                _ => AllowedLateness.Refuse(configuration, reason),
            };
        }
    }

    // Windows that leave gaps, in which posts count nowhere, are for those who ask for them.
    private static bool OptionalSlide(string value, out TimeSpan? result, out string reason)
    {
        (result, reason) = (null, "");
        if (value.Length == 0)
            return true;
        var isDuration = Values.Duration(value, out var slide, out reason);
        result = slide;
        return isDuration;
    }

    private enum CaseChoice
    {
        Fold,
        Keep,
    }
}
