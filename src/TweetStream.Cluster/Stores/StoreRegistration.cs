using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Clustering.Redis;
using Orleans.Messaging;
using Orleans.Storage;
using TweetStream.Cluster.Hosting;

namespace TweetStream.Cluster.Stores;

/// <summary>Puts into a host what keeps membership and state, of whichever kind it is.</summary>
internal static class StoreRegistration
{
    /// <summary>Opens the connection to the server, where there is one, before all that is added after.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services, ClusterAccess access) => access.Membership.Kind switch
    {
        MembershipKind.Redis => services.AddLink(provider => new RedisLink(access, provider.GetRequiredService<ILogger<RedisLink>>())),
        MembershipKind.Postgres => services.AddLink(provider => new PostgresLink(access, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PostgresLink>>())),
        _ => services,
    };

    /// <summary>What a silo finds the others by, and keeps its state in.</summary>
    public static void UseStore(this ISiloBuilder silo, ClusterAccess access)
    {
        switch (access.Membership.Kind)
        {
            case MembershipKind.Redis:
                silo.UseRedis();
                break;
            case MembershipKind.Postgres:
                silo.Services.AddSingleton<IMembershipTable>(provider => new PostgresMembership(provider.GetRequiredService<PostgresLink>(), access.ServiceId, access.ClusterId));
                silo.Services.AddKeyedSingleton<IGrainStorage>(ClusterOptions.StorageName, (provider, _) => new PostgresStorage(provider.GetRequiredService<PostgresLink>(), access.ServiceId));
                break;
            default:
                silo.UseDevelopmentClustering(new IPEndPoint(IPAddress.Loopback, access.Membership.Port)).AddMemoryGrainStorage(ClusterOptions.StorageName);
                break;
        }
    }

    /// <summary>What one who asks finds the silos by.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="access">How it gets at the cluster.</param>
    /// <param name="gatewayPorts">With the localhost membership, where the silos take questions.</param>
    public static void UseStore(this IClientBuilder client, ClusterAccess access, IReadOnlyList<int> gatewayPorts)
    {
        switch (access.Membership.Kind)
        {
            case MembershipKind.Redis:
                client.UseRedisClustering(clustering => clustering.ConfigurationOptions = new());
                client.Services.ShareRedis();
                break;
            case MembershipKind.Postgres:
                client.Services.AddSingleton<IGatewayListProvider, PostgresGateways>(provider => ActivatorUtilities.CreateInstance<PostgresGateways>(provider, provider.GetRequiredService<PostgresLink>(), access));
                break;
            default:
                client.UseStaticClustering([.. gatewayPorts.Select(port => new IPEndPoint(IPAddress.Loopback, port))]);
                break;
        }
    }

    private static IServiceCollection AddLink<TLink>(this IServiceCollection services, Func<IServiceProvider, TLink> make)
        where TLink : class, IStoreLink
    {
        services.AddSingleton(make).AddSingleton<IStoreLink>(provider => provider.GetRequiredService<TLink>());
        return services.AddHostedService(provider => provider.GetRequiredService<TLink>());
    }

    private static void UseRedis(this ISiloBuilder silo)
    {
        silo.UseRedisClustering(clustering => clustering.ConfigurationOptions = new()).AddRedisGrainStorage(ClusterOptions.StorageName, storage => storage.Configure<RedisLink>((options, redis) =>
        {
            options.ConfigurationOptions = new();
            options.CreateMultiplexer = _ => Task.FromResult((redis.Connection, true));
            // A pane that is no longer needed would leave an empty record for ever.
            options.DeleteStateOnClear = true;
        }));
        silo.Services.ShareRedis();
    }

    private static void ShareRedis(this IServiceCollection services) =>
        services.AddOptions<RedisClusteringOptions>().Configure<RedisLink>((options, redis) => options.CreateMultiplexer = _ => Task.FromResult((redis.Connection, true)));
}
