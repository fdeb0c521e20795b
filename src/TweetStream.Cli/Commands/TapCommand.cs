using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Counter.Tapping;
using TweetStream.Relay;
using TweetStream.Wire;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream tap</c>: posts as they go by.</summary>
internal static class TapCommand
{
    private static readonly ConnectionSettings Connection = new("Tap");

    private static readonly Argument<string?> Input = new("input")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = $"HOST:PORT, a file, or - for standard input [{ConnectionSettings.DefaultInput}]",
    };

    private static readonly Setting<long?> Limit = new("--limit", "Tap:Limit", "N|unlimited", "unlimited", "Ends after so many posts", Values.CountOr("unlimited"));

    private static readonly Setting<double> Sample = new("--sample", "Tap:Sample", "SHARE", "1", "Shows only a share of the posts, such as 0.05 or 1/20", Values.Share);

    private static readonly Setting<ulong?> Seed = new("--seed", "Tap:Seed", "N", "", "Makes --sample take the same posts again", Values.OptionalSeed);

    private static readonly ListSetting<FilterTerm> Filter = new(
        "--filter", "Tap:Filter", "[-]TERM", "Shows only posts with this WORD, #TAG or lang:LANGUAGE; with - in front leaves them out; may be given several times", FilterTerm.TryParse);

    private static readonly Setting<StreamPosition> From = new(
        "--from", "Tap:From", "latest|earliest|OFFSET", "latest", "Where in the relay's stream to begin", StreamPosition.TryParse);

    private static readonly Setting<TapFormat> Output = new(
        "--output", "Tap:Output", "text|json", "text", "The text of each post, or its line of JSON as it came", Values.Choice<TapFormat>());

    private static readonly Setting<int> MaxLine = new("--max-line", "Tap:MaxLine", "SIZE", "1MiB", "Longest line; a longer one is left out and counted", Values.Size);

    public static Command Create()
    {
        var command = new Command("tap", "Shows posts as they go by: of a relay, of any program that sends lines, of a file.")
            .WithExamples(
                "tweetstream tap",
                "tweetstream tap --filter '#dotnet' --filter -lang:en",
                "tweetstream tap 127.0.0.1:5555 --from earliest --limit 100 --output json | jq .author",
                "tweetstream tap posts.jsonl.gz --sample 1/100 --seed 7 > sample.txt",
                "tweetstream tap relay.example:5556 --tls --token-file token");
        command.Add(Input);
        return command.With([Limit, Sample, Seed, Filter, From, Output, MaxLine, .. Connection.All], RunAsync, configuration => Options(null, configuration), Connection.OtherKeys);
    }

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        var options = Options(parsed.GetValue(Input), configuration);
        if (options.Input.Input.File is { } file)
            new Recording(file).Check();
        using var host = ServiceHost.Build(services => services.AddTap(options));
        var tap = host.Services.GetRequiredService<TapService>();
        await host.RunAsync(stop);
        return tap.Failure is { } failure ? throw failure : 0;
    }

    private static TapOptions Options(string? given, IConfiguration configuration)
    {
        var input = Connection.ReadInput(given, configuration);
        var connection = Connection.Read(input, configuration);
        var filter = new PostFilter(new() { Filter = Filter.Read(configuration) });
        return new(connection with { From = From.Read(configuration), MaxLineBytes = MaxLine.Read(configuration) })
        {
            Limit = Limit.Read(configuration),
            Sample = Sample.Read(configuration),
            Seed = Seed.Read(configuration) ?? (ulong)Random.Shared.NextInt64(),
            Passes = post => filter.Passes(post, isTracked: true), // There is nothing that it could track.
            Format = Output.Read(configuration),
        };
    }
}
