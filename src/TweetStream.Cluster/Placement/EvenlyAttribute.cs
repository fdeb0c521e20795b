using Orleans.Placement;

namespace TweetStream.Cluster.Placement;

/// <summary>Grains of this kind are spread over the silos: see <see cref="SiloLayout"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class EvenlyAttribute() : PlacementAttribute(new EvenPlacement());

/// <inheritdoc cref="EvenlyAttribute"/>
[GenerateSerializer, Immutable]
internal sealed class EvenPlacement : PlacementStrategy;
