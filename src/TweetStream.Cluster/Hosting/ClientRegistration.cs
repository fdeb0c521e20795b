using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Messaging;
using TweetStream.Cluster.Stores;
using TweetStream.Cluster.Surveys;

namespace TweetStream.Cluster.Hosting;

/// <summary>Puts into a host what asks a cluster and is no part of it.</summary>
public static class ClientRegistration
{
    /// <param name="services">Of the host.</param>
    /// <param name="access">How it gets at the cluster.</param>
    /// <param name="gatewayPorts">With the localhost membership, where the silos take questions; one of them is enough.</param>
    /// <param name="waits">Whether it waits for the cluster, where there is none yet.</param>
    /// <exception cref="ClusterException">The certificates cannot be used.</exception>
    public static IServiceCollection AddClusterClient(this IServiceCollection services, ClusterAccess access, IReadOnlyList<int> gatewayPorts, bool waits = false)
    {
        ArgumentNullException.ThrowIfNull(access);
        services.AddStore(access);
        services.AddOrleansClient(client =>
        {
            client.Configure<Orleans.Configuration.ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (access.ClusterId, access.ServiceId));
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
            // A silo that hangs is not known as one yet: who watches is to ask another soon, who asks once is to get an answer.
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(waits ? 3 : 10));
            if (waits)
                client.UseConnectionRetryFilter(AgainAsync);
            if (access.Tls is { } tls)
                client.UseTls(tls.Load());
            client.UseStore(access, gatewayPorts);
        });
        services.AddSingleton<ClusterView>().AddSingleton<ClusterSurvey>();
        services.AddSingleton(provider => new Admission(access, provider.GetService<IStoreLink>(), async () =>
            (await provider.GetRequiredService<IGatewayListProvider>().GetGateways()).Select(gateway => new IPEndPoint(IPAddress.Parse(gateway.Host), gateway.Port))));
        return services;
    }

    private static async Task<bool> AgainAsync(Exception failure, CancellationToken stop)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
        return true;
    }
}
