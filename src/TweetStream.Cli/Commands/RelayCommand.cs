using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Relay;
using TweetStream.Relay.Sources;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream relay</c>: from sources to every client of a TCP socket.</summary>
internal static class RelayCommand
{
    private static readonly ListSetting<SourceSpec> Sources = new(
        "--source", "Relay:Source", "SPEC", "Where posts come from: replay:FILE (also .gz, .zst), synthetic, stdin; may be given several times [synthetic]", SourceSpec.TryParse);

    private static readonly Setting<IPEndPoint> Listen = new(
        "--listen", "Relay:Listen", "ADDRESS", "127.0.0.1:5555", "Address that clients connect to; port 0 takes a free one", ListenAddress.TryParse);

    private static readonly ListSetting<TrackTerm> Track = new(
        "--track", "Relay:Track", "WORD|#TAG", "Passes only posts with this word or tag; may be given several times", TrackTerm.TryParse);

    private static readonly Setting<PostRate> Rate = new(
        "--rate", "Relay:Rate", "RATE", "realtime", "realtime (a recording keeps its gaps), max, or posts a second", PostRate.TryParse);

    private static readonly SwitchSetting Loop = new("--loop", "Relay:Loop", "Plays a recording again and again");

    private static readonly SwitchSetting Restamp = new("--restamp", "Relay:Restamp", "Shifts recorded times so that a recording plays as if it happened now");

    private static readonly Setting<ulong?> Seed = new(
        "--seed", "Relay:Seed", "N", "", "Makes the synthetic source give the same posts again", Values.OptionalSeed);

    private static readonly Setting<int> WaitForClients = new(
        "--wait-for-clients", "Relay:WaitForClients", "N", "-1",
        "Clients that must be there before the sources start; -1 is 1 where every source comes to an end, else 0", Values.Number(-1, 10_000));

    private static readonly Setting<int> ClientQueue = new(
        "--client-queue", "Relay:ClientQueue", "SIZE", "64MiB", "What may wait for one client; a slower one is disconnected", Values.Size);

    private static readonly Setting<int> MaxClients = new(
        "--max-clients", "Relay:MaxClients", "N", "10000", "Clients at once", Values.Number(1, 1_000_000));

    private static readonly Setting<int> MaxLine = new(
        "--max-line", "Relay:MaxLine", "SIZE", "1MiB", "Longest line of a source; a longer one is left out and counted", Values.Size);

    public static Command Create() =>
        new Command("relay", "Pulls posts from sources and writes each as one line to every client of a TCP socket.")
            .WithExamples(
                "tweetstream relay",
                "tweetstream relay --source replay:posts.jsonl.gz --loop --track '#dotnet' --track orleans",
                "cat posts.txt | tweetstream relay --source stdin --rate max",
                "nc 127.0.0.1 5555")
        .With([Sources, Listen, Track, Rate, Loop, Restamp, Seed, WaitForClients, ClientQueue, MaxClients, MaxLine], RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        using var host = ServiceHost.Build(services => services.AddRelay(Options(configuration)));
        var relay = host.Services.GetRequiredService<RelayService>();
        await host.RunAsync(stop);
        return relay.Failure is null ? 0 : 1;
    }

    private static IReadOnlyList<SourceSpec> ReadSources(IConfiguration configuration)
    {
        var sources = Sources.Read(configuration);
        if (sources.Count(source => source.Kind == SourceKind.StandardInput) > 1)
            throw new BadOptionException($"{Sources.Flag}: 'stdin' is given twice; allowed is once");
        return sources.Count > 0 ? sources : [SourceSpec.Synthetic];
    }

    private static RelayOptions Options(IConfiguration configuration) => new()
    {
        Sources = ReadSources(configuration),
        Listen = [Listen.Read(configuration)],
        Track = Track.Read(configuration),
        Rate = Rate.Read(configuration),
        Loop = Loop.Read(configuration),
        Restamp = Restamp.Read(configuration),
        Seed = Seed.Read(configuration),
        WaitForClients = WaitForClients.Read(configuration) is >= 0 and var clients ? clients : null,
        ClientQueueBytes = ClientQueue.Read(configuration),
        MaxClients = MaxClients.Read(configuration),
        MaxLineBytes = MaxLine.Read(configuration),
    };
}
