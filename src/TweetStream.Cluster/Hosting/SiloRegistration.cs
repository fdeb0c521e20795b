using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using TweetStream.Cluster.Stores;

namespace TweetStream.Cluster.Hosting;

/// <summary>Puts a silo into a host.</summary>
public static class SiloRegistration
{
    // Orleans' own for connections between machines; what a local network needs is far less.
    private static readonly TimeSpan RemoteProbeTimeout = TimeSpan.FromSeconds(5);
    private const int RemoteMissedProbes = 3;
    private static readonly TimeSpan RemoteTableRefresh = TimeSpan.FromMinutes(1);

    // A call that was under way to a silo that is lost may never be answered, and whoever waits for it holds up a window. Longer
    // than a Redis or a PostgreSQL may take to come back.
    private static readonly TimeSpan LocalResponseTimeout = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan RemoteResponseTimeout = TimeSpan.FromSeconds(15);

    /// <param name="services">Of the host.</param>
    /// <param name="options">Where the silo listens, and how it finds the others.</param>
    /// <param name="add">Adds what the silo runs.</param>
    /// <exception cref="ClusterException">The certificates cannot be used.</exception>
    public static IServiceCollection AddSilo(this IServiceCollection services, SiloOptions options, Action<ISiloBuilder> add)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options).AddHostedService<PortCheck>().AddStore(options);
        services.AddOrleans(silo =>
        {
            silo.Configure<Orleans.Configuration.ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
            silo.Configure<EndpointOptions>(endpoint =>
            {
                endpoint.AdvertisedIPAddress = options.Address;
                (endpoint.SiloPort, endpoint.GatewayPort) = (options.SiloPort, options.GatewayPort);
                endpoint.SiloListeningEndpoint = new(options.Listen, options.SiloPort);
                endpoint.GatewayListeningEndpoint = new(options.Listen, options.GatewayPort);
            });
            silo.Configure<ClusterMembershipOptions>(membership => Watch(membership, options));
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = messaging.SystemResponseTimeout = options.IsLocal ? LocalResponseTimeout : RemoteResponseTimeout);
            if (options.Tls is { } tls)
                silo.UseTls(tls.Load());
            silo.UseStore(options);
            silo.Services.AddSingleton<IFatalErrorHandler>(provider => new FatalError(
                provider.GetRequiredService<IHostApplicationLifetime>(), new(provider.GetRequiredService<Admission>), provider.GetRequiredService<ILogger<FatalError>>()));
            add(silo);
        });
        services.AddSingleton(provider => new SiloWatch(options, provider.GetRequiredService<ISiloStatusOracle>(), provider.GetService<IStoreLink>(), provider.GetRequiredService<ILogger<SiloWatch>>()));
        services.AddHostedService(provider => provider.GetRequiredService<SiloWatch>());
        services.AddSingleton(provider => new Admission(options, provider.GetService<IStoreLink>(), () => OthersAsync(options, provider)));
        return services;
    }

    private static async Task<IEnumerable<IPEndPoint>> OthersAsync(SiloOptions options, IServiceProvider provider)
    {
        var own = new IPEndPoint(options.Address, options.SiloPort);
        if (options.Membership.Kind == MembershipKind.Localhost)
            return new[] { new IPEndPoint(IPAddress.Loopback, options.Membership.Port) }.Where(primary => !primary.Equals(own));
        var table = await provider.GetRequiredService<IMembershipTable>().ReadAllAsync(CancellationToken.None);
        return table.Members.Where(member => member.Item1.Status == SiloStatus.Active).Select(member => member.Item1.SiloAddress.Endpoint).Where(silo => !silo.Equals(own)).ToArray();
    }

    private static void Watch(ClusterMembershipOptions membership, SiloOptions options)
    {
        membership.ProbeTimeout = options.ProbeTimeout ?? (options.IsLocal ? TimeSpan.FromSeconds(1) : RemoteProbeTimeout);
        membership.NumMissedProbesLimit = options.MissedProbes ?? (options.IsLocal ? 2 : RemoteMissedProbes);
        membership.TableRefreshTimeout = options.TableRefresh ?? (options.IsLocal ? TimeSpan.FromSeconds(5) : RemoteTableRefresh);
        // Messages that still come over a connection do not show that the silo at its other end gets anything done.
        membership.EnableConnectionLivenessCheck = false;
        // After a fall of all of them at once, a silo that comes back waits for three of these before it takes the others for gone.
        membership.IAmAliveTablePublishTimeout = options.IsLocal ? TimeSpan.FromSeconds(3) : TimeSpan.FromSeconds(10);
    }
}
