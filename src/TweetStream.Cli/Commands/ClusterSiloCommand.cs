using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Cluster;
using TweetStream.Cluster.Hosting;
using TweetStream.Counter;
using TweetStream.Tagging;
using TweetStream.Web;
using TweetStream.Wire;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream cluster silo</c>: one process of a cluster, which joins, counts its part, and leaves.</summary>
internal static class ClusterSiloCommand
{
    private static readonly WindowSettings Windows = new("Cluster", "How much longer a window waits for late posts before it closes: what is written is not corrected");

    private static readonly ConnectionSettings Connection = new("Cluster");

    private static readonly ListSetting<CountInput> Relays = new(
        "--relay", "Cluster:Relay", "HOST:PORT", $"A relay to read; may be given several times [{ConnectionSettings.DefaultInput}]", Relay);

    private static readonly Setting<StreamPosition> From = new(
        "--from", "Cluster:From", "POSITION", "latest", "Where in the relays' streams to begin: latest, earliest, or an offset; what is kept of the service goes before it", StreamPosition.TryParse);

    private static readonly Setting<int> Top = new("--top", "Cluster:Top", "N", "10", "How many tags to rank", Values.Number(1, 1_000_000));

    private static readonly Setting<CountBy> By = new("--by", "Cluster:By", "hashtags|words", "hashtags", "What is counted", Values.Choice<CountBy>());

    private static readonly Setting<CaseChoice> Case = new("--case", "Cluster:Case", "fold|keep", "fold", "Whether #DotNet and #dotnet are one tag", Values.Choice<CaseChoice>());

    private static readonly Setting<int> Partitions = new(
        "--partitions", "Cluster:Partitions", "N", "64", "Into how many parts the tags are divided, which are spread over the silos; stays as it is for a service", Values.Number(1, 4096));

    private static readonly Setting<int> MaxTags = new(
        "--max-tags", "Cluster:MaxTags", "N", "1000000", "Distinct tags that a part holds in memory; beyond, the rarest are given up and counted", Values.Number(1_000, 100_000_000));

    private static readonly Setting<TimeSpan?> IdleAfter = new(
        "--idle-after", "Cluster:IdleAfter", "DURATION|never", "1m", "After so long without a post a relay no longer holds up the windows of the others", Values.DurationOr("never"));

    private static readonly Setting<TimeSpan> CheckpointEvery = new(
        "--checkpoint-every", "Cluster:CheckpointEvery", "DURATION", "1s", "How often each part is kept: so much is counted again after a loss", Values.DurationWithin(TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)));

    private static readonly Setting<int> KeptResults = new("--kept-windows", "Cluster:KeptWindows", "N", "360", "How many results are kept for those who look", Values.Number(1, 1_000_000));

    private static readonly Setting<int> MaxLine = new("--max-line", "Cluster:MaxLine", "SIZE", "1MiB", "Longest line; a longer one is left out and counted", Values.Size);

    private static readonly Setting<IPAddress?> Listen = new("--listen", "Cluster:Listen", "ADDRESS", "127.0.0.1", "Where it listens for other silos, and for those who ask; * for every address", HostAddress.TryParse);

    private static readonly Setting<IPAddress?> Advertise = new("--advertise", "Cluster:Advertise", "HOST", "", "Where others reach it: an address, or a name that has one [that of --listen]", HostAddress.TryResolve);

    private static readonly Setting<int> SiloPort = new("--silo-port", "Cluster:SiloPort", "PORT", "11111", "Port for other silos", Values.Number(1, ushort.MaxValue));

    private static readonly Setting<int> GatewayPort = new("--gateway-port", "Cluster:GatewayPort", "PORT", "30000", "Port for those who ask", Values.Number(1, ushort.MaxValue));

    private static readonly Setting<TimeSpan?> ProbeTimeout = new(
        "--probe-timeout", "Cluster:ProbeTimeout", "DURATION", "", "How long another silo may take to show a sign of life [1s on this machine, else 5s]", Values.OptionalDuration);

    private static readonly Setting<int> MissedProbes = new(
        "--missed-probes", "Cluster:MissedProbes", "N", "0", "After so many missed signs of life a silo is held for dead; 0 is 2 on this machine, else 3", Values.Number(0, 100));

    private static readonly Setting<TimeSpan?> TableRefresh = new(
        "--table-refresh", "Cluster:TableRefresh", "DURATION", "", "How often the table of silos is read again [5s on this machine, else 60s]", Values.OptionalDuration);

    private static readonly Setting<IPEndPoint?> Http = new("--http", "Cluster:Http", "HOST:PORT", "", "Serves the metrics and the health there; port 0 takes a free one", HttpAddress.TryParse);

    private static readonly SwitchSetting Dashboard = new("--dashboard", "Cluster:Dashboard", "Serves Orleans' dashboard too, at /dashboard of --http");

    private static readonly Setting<Uri?> Otlp = CollectorAddress.Of("Cluster");

    private static readonly Setting<LogForm> Log = LogSetting.Of("Cluster");

    private static readonly Setting<LogLevel> OrleansLog = new(
        "--orleans-log", "Cluster:OrleansLog", "none|error|warning|information", "none", "What of Orleans' own log is shown, from which level on", Values.Choice<LogLevel>());

    private static readonly SwitchSetting UntilInputEnds = new("--until-input-ends", "Cluster:UntilInputEnds", "Leaves when standard input ends, as it does with the program that started it");

    private static readonly SwitchSetting AllowRemote = new("--allow-remote", "Cluster:AllowRemote", "Allows --listen, --advertise and --http on an address that other machines can reach");

    public static Command Create() =>
        new Command("silo", "One process of a cluster: joins the others, counts its part, and hands it on when it leaves.")
            .WithExamples(
                "tweetstream cluster silo",
                "tweetstream cluster silo --membership redis://127.0.0.1:6379 --relay 127.0.0.1:5555",
                "tweetstream cluster silo --membership redis://127.0.0.1:6379 --relay 127.0.0.1:5555 --silo-port 11112 --gateway-port 30001",
                "tweetstream cluster silo --membership postgres://tweets@127.0.0.1:5432/tweetstream --relay 127.0.0.1:5555",
                "tweetstream cluster silo --membership rediss://redis.example --relay a.example:5555 --relay b.example:5555 --listen '*' --advertise 10.0.0.7 --allow-remote --cluster-cert cert.pem --cluster-key key.pem --cluster-ca ca.pem")
            .With(
                [
                    Relays, From, .. Windows.All, Top, By, Case, Partitions, MaxTags, IdleAfter, CheckpointEvery, KeptResults, MaxLine, .. Connection.All,
                    .. ClusterSettings.All, Listen, Advertise, SiloPort, GatewayPort, ProbeTimeout, MissedProbes, TableRefresh, Http, Dashboard, Otlp, Log, OrleansLog, UntilInputEnds, AllowRemote,
                ],
                RunAsync,
                Check,
                [ClusterSettings.Password, "Cluster:Token"]);

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        StandardError.Form = Log.Read(configuration);
        using var host = ServiceHost.Build(services => Add(services, configuration));
        await ClusterHost.RunAsync(host, stop);
        return 0;
    }

    private static void Check(IConfiguration configuration) =>
        _ = (Options(configuration), SiloOptions(configuration), ReadServing(configuration), Log.Read(configuration), OrleansLog.Read(configuration), UntilInputEnds.Read(configuration));

    private static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var (silo, options, serving) = (SiloOptions(configuration), Options(configuration), ReadServing(configuration));
        // Before all that may take long to start.
        if (UntilInputEnds.Read(configuration))
            services.AddHostedService<InputEnd>();
        services.AddLogging(logging => logging.AddFilter("Orleans", OrleansLog.Read(configuration)));
        services.AddOperations("tweetstream-silo", serving, provider => provider.GetRequiredService<SiloWatch>().Health, "Microsoft.Orleans");
        services.AddSilo(silo, orleans => AddGrains(orleans, options with { ClusterId = silo.ClusterId, ServiceId = silo.ServiceId }, Dashboard.Read(configuration)));
        // Handing over what it counts takes a silo longer than others take to stop.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ClusterHost.Handover);
    }

    private static void AddGrains(ISiloBuilder orleans, ClusterOptions options, bool hasDashboard)
    {
        orleans.AddTrendsCluster(options);
        // What it shows of silos without it is little, so that all of them have it or none.
        if (hasDashboard)
            orleans.AddDashboard().Services.AddSingleton<IHttpPart, DashboardPart>();
    }

    private static Serving ReadServing(IConfiguration configuration)
    {
        var serving = new Serving { Http = HttpAddress.Read(Http, AllowRemote, configuration), Collector = Otlp.Read(configuration) };
        return serving.Http is null && Dashboard.Read(configuration) ? throw new BadOptionException($"{Dashboard.Flag} goes only with {Http.Flag}") : serving;
    }

    private static ClusterOptions Options(IConfiguration configuration)
    {
        var connection = Connection.Read(CountInput.StandardInput, configuration);
        var relays = Relays.Read(configuration);
        if (relays.GroupBy(relay => relay).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
            throw new BadOptionException($"{Relays.Flag}: '{twice}' is given twice; its posts would count twice");
        return new()
        {
            Relays = relays.Count > 0 ? relays : [new("127.0.0.1", 5555, null)],
            From = From.Read(configuration),
            Tls = connection.Tls,
            TlsCaFile = connection.TlsCaFile,
            Token = connection.Token,
            Windows = Windows.Read(configuration),
            Top = Top.Read(configuration),
            By = By.Read(configuration),
            KeepCase = Case.Read(configuration) == CaseChoice.Keep,
            Partitions = Partitions.Read(configuration),
            MaxTags = MaxTags.Read(configuration),
            IdleAfter = IdleAfter.Read(configuration),
            CheckpointEvery = CheckpointEvery.Read(configuration),
            KeptResults = KeptResults.Read(configuration),
            MaxLineBytes = MaxLine.Read(configuration),
        };
    }

    private static SiloOptions SiloOptions(IConfiguration configuration)
    {
        var access = ClusterSettings.Read(configuration);
        var listen = Local(Listen, configuration) ?? IPAddress.Loopback;
        var advertise = Local(Advertise, configuration);
        if ((advertise ?? listen) is var address && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            throw new BadOptionException($"{Advertise.Flag}: where it listens on every address, it must say at which one others reach it, such as 10.0.0.7, or a name");
        if (access.Membership.Kind == MembershipKind.Localhost && !IPAddress.IsLoopback(address))
            throw new BadOptionException($"{ClusterSettings.Membership.Flag}: 'localhost' is for silos of one machine; for others give redis://HOST:PORT or postgres://HOST:PORT/DATABASE");
        return new()
        {
            Membership = access.Membership,
            ClusterId = access.ClusterId,
            ServiceId = access.ServiceId,
            Password = access.Password,
            CaFile = access.CaFile,
            Tls = access.Tls,
            Listen = listen,
            Advertise = advertise,
            SiloPort = SiloPort.Read(configuration),
            GatewayPort = GatewayPort.Read(configuration),
            ProbeTimeout = ProbeTimeout.Read(configuration),
            MissedProbes = MissedProbes.Read(configuration) is > 0 and var missed ? missed : null,
            TableRefresh = TableRefresh.Read(configuration),
        };
    }

    private static IPAddress? Local(Setting<IPAddress?> setting, IConfiguration configuration)
    {
        var address = setting.Read(configuration);
        return address is null || IPAddress.IsLoopback(address) || AllowRemote.Read(configuration)
            ? address
            : throw setting.Refuse(configuration, $"can be reached from other machines; give {AllowRemote.Flag} if that is meant");
    }

    private static bool Relay(string value, out CountInput relay, out string reason)
    {
        if (CountInput.TryParse(value, out relay, out _) && relay.Host is not null)
        {
            reason = "";
            return true;
        }

        reason = $"'{value}' is no relay; allowed is HOST:PORT with a port from 1 to 65535";
        return false;
    }

    private enum CaseChoice
    {
        Fold,
        Keep,
    }
}
