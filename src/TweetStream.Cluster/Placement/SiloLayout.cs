using System.Collections.Immutable;
using TweetStream.Cluster.Partitions;
using TweetStream.Cluster.Trends;

namespace TweetStream.Cluster.Placement;

/// <summary>
/// On which silo each standing grain belongs, by nothing but the silos that are there: all that see the same silos agree
/// without asking. Every silo has nearly as many of a kind as another.
/// </summary>
internal sealed class SiloLayout(ClusterOptions options, ILocalSiloDetails local, ISiloStatusOracle silos, TimeProvider time)
{
    // Whoever put a grain here may not have known yet of a silo that this one knows, and would put it here again.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private static readonly GrainType Partition = GrainType.Create(PartitionGrain.TypeName);
    private static readonly GrainType Trends = GrainType.Create(TrendsGrain.TypeName);
    private readonly Lock _gate = new();
    private (string Silos, ImmutableArray<int> Places)? _partitions, _sources;

    /// <summary>The address of this silo.</summary>
    public string Here => local.SiloAddress.Endpoint.ToString();

    /// <summary>
    /// Whether a grain is to go where it belongs: for some seconds it stays where it came to life, wherever that is. It must
    /// migrate: one that is just deactivated comes to life again where it was, by the next message that is under way to there.
    /// </summary>
    /// <param name="grain">A partition, a source or the trends grain.</param>
    /// <param name="since">When it came to life here, a timestamp of the clock.</param>
    public bool IsToMove(GrainId grain, long since) =>
        time.GetElapsedTime(since) > Settling && !SiloOf(grain).Equals(local.SiloAddress);

    /// <summary>Of the silos that are there, as this one knows them; every silo runs grains of every kind.</summary>
    /// <param name="grain">A partition, a source or the trends grain.</param>
    public SiloAddress SiloOf(GrainId grain)
    {
        SiloAddress[] active = [.. silos.GetActiveSilos()];
        if (active.Length == 0)
            return local.SiloAddress;
        Array.Sort(active, (a, b) => string.CompareOrdinal(a.ToParsableString(), b.ToParsableString()));
        var number = (int)grain.GetIntegerKey();
        var places = grain.Type == Partition ? Places(ref _partitions, active, options.Partitions) : Places(ref _sources, active, options.Relays.Count);
        // The trends are on another silo than the first relay is read at, so that not both are lost at once.
        var next = grain.Type == Trends ? 1 : 0;
        return active[(places[number % places.Length] + next) % active.Length];
    }

    private ImmutableArray<int> Places(ref (string Silos, ImmutableArray<int> Places)? known, SiloAddress[] active, int grains)
    {
        var names = Array.ConvertAll(active, silo => silo.ToParsableString());
        var key = string.Join(' ', names);
        lock (_gate)
        {
            if (known?.Silos != key)
                known = (key, [.. EvenSpread.Of(names, grains)]);
            return known.Value.Places;
        }
    }
}
