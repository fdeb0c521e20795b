using Orleans.Runtime.Placement;

namespace TweetStream.Cluster.Placement;

/// <summary>Puts a grain that comes to life on the silo where it belongs.</summary>
internal sealed class EvenPlacementDirector(SiloLayout layout) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        // Not of those that Orleans offers: it leaves a silo that has just joined out for a while, and grains that belong there would be moved away and put back.
        Task.FromResult(layout.SiloOf(target.GrainIdentity));
}
