using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Batch.Queries;
using TweetStream.Charts;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Counter;
using TweetStream.Counter.Checkpoints;
using TweetStream.Hashtags;
using TweetStream.Tagging;
using TweetStream.Trends;
using TweetStream.Web.Page;
using TweetStream.Wire;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream count</c>: from a socket, a file or standard input to windows, pictures and lines.</summary>
internal static class CountCommand
{
    internal static readonly ConnectionSettings Connection = new("Count");

    private static readonly Argument<string?> Input = new("input")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = $"HOST:PORT, a file, or - for standard input [{ConnectionSettings.DefaultInput}]",
    };

    private static readonly WindowSettings Windows = new("Count", "How long after its end a closed window still takes posts and is shown again, corrected");

    private static readonly Setting<int> Top = new("--top", "Count:Top", "N", "10", "How many tags to rank; 0 is all", Values.Number(0, 1_000_000));

    private static readonly Setting<Rank> Ranks = new(
        "--rank", "Count:Rank", "count|rising", "count", "What ranks a tag: its count, or how far that is above the tag's own recent past", Values.Choice<Rank>());

    private static readonly Setting<TimeChoice> Time = new(
        "--time", "Count:Time", "auto|event|arrival", "auto", "Which time a post counts at; auto takes event time where the first post carries one", Values.Choice<TimeChoice>());

    private static readonly Setting<CountBy> By = new("--by", "Count:By", "hashtags|words", "hashtags", "What is counted", Values.Choice<CountBy>());

    private static readonly Setting<CaseChoice> Case = new(
        "--case", "Count:Case", "fold|keep", "fold", "Whether #DotNet and #dotnet are one tag", Values.Choice<CaseChoice>());

    private static readonly OutputSettings Output = new("Count");

    private static readonly SwitchSetting Once = new("--once", "Count:Once", "Ends with the input, a closed connection too, after closing every open window");

    private static readonly Setting<TimeSpan?> For = new("--for", "Count:For", "DURATION", "", "Ends after so long; windows that are still open are not shown", Values.OptionalDuration);

    private static readonly Setting<int> MaxLine = new("--max-line", "Count:MaxLine", "SIZE", "1MiB", "Longest line; a longer one is left out and counted", Values.Size);

    private static readonly Setting<int> MaxTags = new(
        "--max-tags", "Count:MaxTags", "N", "1000000", "Distinct tags held in memory; beyond, the rarest are given up and counted", Values.Number(1_000, 100_000_000));

    private static readonly Setting<StreamPosition> From = new(
        "--from", "Count:From", "POSITION", "latest", "Where in the relay's stream to begin: latest, earliest, or an offset; a state goes before it", StreamPosition.TryParse);

    internal static readonly Setting<string?> State = new(
        "--state", "Count:State", "DIR", "", "Keeps checkpoints there, so that a restart goes on where the last run was", Values.OptionalText);

    private static readonly PageSettings PageAt = new("Count", "the live page, its JSON, the metrics and the health there");

    private static readonly Setting<Uri?> History = new(
        "--history", "Count:History", "URL", "", "Where a tweetstream serve has the windows of all times, for the page to go back to what it no longer keeps", HistoryAddress.TryParse);

    private static readonly Setting<Uri?> Otlp = CollectorAddress.Of("Count");

    private static readonly Setting<LogForm> Log = LogSetting.Of("Count");

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
                "tweetstream count --page 127.0.0.1:5080 --history http://127.0.0.1:5090        (beside tweetstream serve)",
                "nc -lk 127.0.0.1 9999        (and in a second terminal:)",
                "tweetstream count 127.0.0.1:9999 --by words");
        command.Add(Input);
        return command.With(
            [
                .. Windows.All, Top, Ranks, Time, By, Case, .. Output.All, Once, For, MaxLine, MaxTags, From,
                .. Connection.All, State, DeadLetter, .. PageAt.All, History, Otlp, Log,
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
            services.AddPage(Page(options, serving));
            if (isLive)
                services.AddHostedService<PageAnnouncement>();
        }

        services.AddCounter(options);
    }

    private static PageOptions Page(CountOptions options, Serving serving) => new()
    {
        Source = options.SourceName ?? options.Input.ToString(),
        Noun = options.By == CountBy.Hashtags ? "hashtags" : "words",
        Window = TimeSpan.FromMilliseconds(options.Windows.Size),
        Slide = TimeSpan.FromMilliseconds(options.Windows.Slide),
        Links = serving.Links,
        OlderFrom = serving.History,
        OlderTop = options.Top is 0 or > WindowsQuestion.MostRanked ? WindowsQuestion.MostRanked : options.Top,
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

    private static Serving ReadServing(IConfiguration configuration)
    {
        var page = PageAt.Read(configuration);
        return page with { History = ReadHistory(page, configuration), Collector = Otlp.Read(configuration) };
    }

    // What counts otherwise than views would show a past that never was.
    private static Uri? ReadHistory(Serving page, IConfiguration configuration)
    {
        var address = History.Read(configuration);
        if (address is null)
            return null;
        var windows = Windows.Read(configuration);
        var reason = page.Http is null ? "goes only with --page"
            : By.Read(configuration) != CountBy.Hashtags ? "goes only with --by hashtags: views hold no words"
            : Ranks.Read(configuration) != Rank.Count ? "goes only with --rank count: scores of the past are not kept"
            : Case.Read(configuration) != CaseChoice.Fold ? "goes only with --case fold, as views are counted"
            : Time.Read(configuration) == TimeChoice.Arrival ? "goes only with --time auto or event, as views are counted"
            : !Counted(windows.Size) || !Counted(windows.Slide) || windows.Offset != 0 ? "goes only with a --window and a --slide of whole ten seconds up to 24h, and no --offset: views hold counts of ten seconds"
            : null;
        return reason is null ? address : throw History.Refuse(configuration, reason);

        static bool Counted(long milliseconds) => WindowsQuestion.IsCounted(TimeSpan.FromMilliseconds(milliseconds));
    }

    private static CountOptions Options(string? given, IConfiguration configuration)
    {
        var input = Connection.ReadInput(given, configuration);
        var state = State.Read(configuration);
        if (state is not null && input.Host is null)
            throw State.Refuse(configuration, $"goes only with HOST:PORT; {input} is read from its beginning by every run");
        var counted = Connection.Read(input, configuration) with
        {
            Windows = Windows.Read(configuration),
            Top = Top.Read(configuration),
            Rank = Ranks.Read(configuration),
            Time = Time.Read(configuration),
            By = By.Read(configuration),
            KeepCase = Case.Read(configuration) == CaseChoice.Keep,
            Once = Once.Read(configuration),
            For = For.Read(configuration),
            From = From.Read(configuration),
            StateFolder = state,
            DeadLetterFile = DeadLetterFile.Read(DeadLetter, state, configuration),
            MaxLineBytes = MaxLine.Read(configuration),
            MaxTags = MaxTags.Read(configuration),
        };
        return Output.Read(counted, configuration);
    }

    private enum CaseChoice
    {
        Fold,
        Keep,
    }
}
