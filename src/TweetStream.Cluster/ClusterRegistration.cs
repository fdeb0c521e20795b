using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TweetStream.Cluster.Partitions;
using TweetStream.Cluster.Placement;

namespace TweetStream.Cluster;

/// <summary>Puts the grains of a cluster into a silo.</summary>
public static class ClusterRegistration
{
    /// <summary>
    /// Membership, ports and a storage named <see cref="ClusterOptions.StorageName"/>, which the silos share and which knows
    /// ETags, are for the caller.
    /// </summary>
    public static ISiloBuilder AddTrendsCluster(this ISiloBuilder silo, ClusterOptions options)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(options);
        silo.Services.AddSingleton<ClusterMetrics>();
        silo.Services.AddSingleton<CheckpointTrouble>();
        silo.Services.AddSingleton<SiloLayout>();
        silo.Services.AddPlacementDirector<EvenPlacement, EvenPlacementDirector>();
        silo.Services.AddSingleton<ClusterService>();
        silo.Services.AddHostedService(provider => provider.GetRequiredService<ClusterService>());
        return silo;
    }
}
