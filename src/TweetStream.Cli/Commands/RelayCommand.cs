using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TweetStream.Archive;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Relay;
using TweetStream.Relay.Sources;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream relay</c>: from sources to every client of a TCP socket.</summary>
internal static class RelayCommand
{
    private static readonly Setting<IPEndPoint> Listen = new(
        "--listen", "Relay:Listen", "ADDRESS", "127.0.0.1:5555", "Address that clients connect to; port 0 takes a free one", ListenAddress.TryParse);

    private static readonly Setting<PostRate> Rate = new(
        "--rate", "Relay:Rate", "realtime|max|N", "realtime", "realtime (a recording keeps its gaps), max, or posts a second", PostRate.TryParse);

    private static readonly SwitchSetting Loop = new("--loop", "Relay:Loop", "Plays a recording again and again");

    private static readonly SwitchSetting Restamp = new("--restamp", "Relay:Restamp", "Shifts recorded times so that a recording plays as if it happened now");

    private static readonly Setting<ulong?> Seed = new(
        "--seed", "Relay:Seed", "N", "", "Makes the synthetic source give the same posts again", Values.OptionalSeed);

    private static readonly Setting<int> WaitForClients = new(
        "--wait-for-clients", "Relay:WaitForClients", "N", "-1",
        "Clients that must be there before the sources start; -1 is 1 where every source comes to an end, else 0", Values.Number(-1, 10_000));

    private static readonly Setting<int> ClientQueue = new(
        "--client-queue", "Relay:ClientQueue", "SIZE", "64MiB", "What may wait for one client; a slower one is disconnected", Values.Size);

    private static readonly Setting<TimeSpan> ClientAge = new(
        "--client-age", "Relay:ClientAge", "DURATION", "60s", "How long a post may wait for one client; a slower one is disconnected", Values.DurationWithin(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(24)));

    private static readonly Setting<TimeSpan> ClientTimeout = new(
        "--client-timeout", "Relay:ClientTimeout", "DURATION", "60s", "After so long without a sign of life on the network a client is gone; being quiet is none of its signs of death",
        Values.DurationWithin(TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)));

    private static readonly Setting<int> MaxClients = new(
        "--max-clients", "Relay:MaxClients", "N", "10000", "Clients at once", Values.Number(1, 1_000_000));

    private static readonly Setting<int> MaxLine = new(
        "--max-line", "Relay:MaxLine", "SIZE", "1MiB", "Longest line of a source; a longer one is left out and counted", Values.Size);

    internal static readonly Setting<string> Archive = new(
        "--archive", "Relay:Archive", "DIR|none", "", "Where every post is kept before it is sent [posts in your data directory]", Values.Text);

    private static readonly Setting<TimeSpan?> Retain = new(
        "--retain", "Relay:Retain", "DURATION|forever", "7d", "How long posts are kept", Values.DurationOr("forever"));

    private static readonly Setting<TimeSpan?> Fsync = new(
        "--fsync", "Relay:Fsync", "DURATION|always|never", "1s", "How often the archive is forced to the disk itself, which only a power failure asks for", FsyncEvery);

    internal static readonly Setting<long> MinFreeDisk = new(
        "--min-free-disk", "Relay:MinFreeDisk", "SIZE", "256MiB", "With less free disk posts are relayed and not archived; 0 is no floor", Values.DiskSize);

    private static readonly Setting<string?> DeadLetter = new(
        "--dead-letter", "Relay:DeadLetter", "FILE|none", "", "Where lines are kept that cannot be read [dead-letter.ndjson in the archive]", Values.OptionalText);

    private static readonly Setting<IPEndPoint?> Http = new(
        "--http", "Relay:Http", "HOST:PORT", "", "Serves the metrics and the health there; port 0 takes a free one", HttpAddress.TryParse);

    private static readonly Setting<Uri?> Otlp = CollectorAddress.Of("Relay");

    private static readonly Setting<LogForm> Log = LogSetting.Of("Relay");

    private static readonly SwitchSetting AllowRemote = new("--allow-remote", "Relay:AllowRemote", "Allows --listen, --tls-listen and --http on an address that other machines can reach");

    internal static readonly Setting<string> TokenFile = new(
        "--token-file", "Relay:TokenFile", "FILE", "", "File that only you can read, with the token that every client must say; or set TWEETSTREAM__RELAY__TOKEN", Values.Text);

    private static readonly Setting<string> TlsListen = new("--tls-listen", "Relay:TlsListen", "ADDRESS", "", "A further address, for clients that speak TLS", Values.Text);

    private static readonly Setting<string> TlsCert = new("--tls-cert", "Relay:TlsCert", "FILE", "", "Its certificate (PEM)", Values.Text);

    private static readonly Setting<string> TlsKey = new("--tls-key", "Relay:TlsKey", "FILE", "", "The certificate's private key (PEM)", Values.Text);

    public static Command Create() =>
        new Command("relay", "Pulls posts from sources and writes each as one line to every client of a TCP socket.")
            .WithExamples(
                "tweetstream relay",
                "tweetstream relay --source bluesky --lang en",
                "tweetstream relay --source x --track '#dotnet' --source mastodon:fosstodon.org --filter '-#nsfw'",
                "tweetstream relay --source replay:posts.jsonl.gz --loop --track '#dotnet' --track orleans",
                "cat posts.txt | tweetstream relay --source stdin --rate max",
                "tweetstream relay --archive /srv/posts --retain forever",
                "tweetstream relay --tls-listen '*:5556' --tls-cert cert.pem --tls-key key.pem --token-file token --allow-remote",
                "nc 127.0.0.1 5555")
        .With(
            [
                .. SourceSettings.All, Listen, Rate, Loop, Restamp, Seed, WaitForClients, Archive, Retain, Fsync, MinFreeDisk, DeadLetter,
                ClientQueue, ClientAge, ClientTimeout, MaxClients, MaxLine, Http, Otlp, Log, AllowRemote, TokenFile, TlsListen, TlsCert, TlsKey,
            ],
            RunAsync,
            Check,
            [.. SourceSettings.Secrets, "Relay:Token"]);

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        StandardError.Form = Log.Read(configuration);
        using var host = ServiceHost.Build(services => Add(services, Options(configuration), ReadServing(configuration)));
        var relay = host.Services.GetRequiredService<RelayService>();
        await host.RunAsync(stop);
        return CommandLine.ExitCode(relay.Failure);
    }

    private static void Check(IConfiguration configuration) => _ = (Options(configuration), ReadServing(configuration), Log.Read(configuration));

    private static Serving ReadServing(IConfiguration configuration) => new() { Http = HttpAddress.Read(Http, AllowRemote, configuration), Collector = Otlp.Read(configuration) };

    private static void Add(IServiceCollection services, RelayOptions options, Serving serving) =>
        services.AddOperations("tweetstream-relay", serving, provider => provider.GetRequiredService<RelayService>().Health).AddRelay(options);

    private static RelayOptions Options(IConfiguration configuration)
    {
        var archive = ReadArchive(configuration);
        var sources = SourceSettings.Read(configuration);
        return sources with
        {
            Sources = sources.Sources.Count > 0 ? sources.Sources : [SourceSpec.Synthetic],
            Listen = [Local(Listen, Listen.Read(configuration), configuration)],
            Tls = ReadTls(configuration),
            AllowRemote = AllowRemote.Read(configuration),
            Token = Secret.Read(TokenFile, "Relay:Token", configuration),
            Archive = archive,
            DeadLetterFile = DeadLetterFile.Read(DeadLetter, archive?.Folder, configuration),
            Rate = Rate.Read(configuration),
            Loop = Loop.Read(configuration),
            Restamp = Restamp.Read(configuration),
            Seed = Seed.Read(configuration),
            WaitForClients = WaitForClients.Read(configuration) is >= 0 and var clients ? clients : null,
            ClientQueueBytes = ClientQueue.Read(configuration),
            ClientAge = ClientAge.Read(configuration),
            ClientTimeout = ClientTimeout.Read(configuration),
            MaxClients = MaxClients.Read(configuration),
            MaxLineBytes = MaxLine.Read(configuration),
        };
    }

    private static ArchiveOptions? ReadArchive(IConfiguration configuration)
    {
        var folder = Archive.Read(configuration);
        var options = new ArchiveOptions
        {
            Folder = folder.Length > 0 ? folder : DataDirectory.Posts(Archive.Flag),
            Retain = Retain.Read(configuration),
            FsyncEvery = Fsync.Read(configuration),
            FreeDiskFloor = MinFreeDisk.Read(configuration),
        };
        return folder == "none" ? null : options;
    }

    private static TlsOptions? ReadTls(IConfiguration configuration)
    {
        var (address, certificate, key) = (TlsListen.Read(configuration), TlsCert.Read(configuration), TlsKey.Read(configuration));
        if (address.Length == 0 && certificate.Length == 0 && key.Length == 0)
            return null;
        if (address.Length == 0 || certificate.Length == 0 || key.Length == 0)
            throw new BadOptionException($"{TlsListen.Flag}, {TlsCert.Flag} and {TlsKey.Flag} go together: give all three, or none");
        if (!ListenAddress.TryParse(address, out var listen, out var reason))
            throw new BadOptionException($"{TlsListen.Flag}: {reason}");
        return new(Local(TlsListen, listen, configuration), certificate, key);
    }

    private static IPEndPoint Local(Setting setting, IPEndPoint address, IConfiguration configuration) =>
        IPAddress.IsLoopback(address.Address) || AllowRemote.Read(configuration)
            ? address
            : throw new BadOptionException($"{setting.Flag}: '{address}' can be reached from other machines; give {AllowRemote.Flag} if that is meant, or an address such as 127.0.0.1:{address.Port}");

    private static bool FsyncEvery(string value, out TimeSpan? result, out string reason)
    {
        (result, reason) = (TimeSpan.Zero, "");
        if (value == "always" || Values.DurationOr("never")(value, out result, out reason))
            return true;
        reason = $"'{value}' is neither always nor never nor a duration above 0, such as 1s";
        return false;
    }
}
