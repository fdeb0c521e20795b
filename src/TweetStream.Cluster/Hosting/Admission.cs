using System.Net;
using TweetStream.Cluster.Stores;

namespace TweetStream.Cluster.Hosting;

/// <summary>Whether the silos of its cluster will ever let this process in.</summary>
public sealed class Admission
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly PeerProbe _probe;
    private readonly IStoreLink? _store;
    private readonly Func<Task<IEnumerable<IPEndPoint>>> _silos;

    /// <param name="access">How it gets at the cluster.</param>
    /// <param name="store">Keeps who they are; null where nobody needs to be asked.</param>
    /// <param name="silos">Finds those who have to let it in.</param>
    internal Admission(ClusterAccess access, IStoreLink? store, Func<Task<IEnumerable<IPEndPoint>>> silos) => (_probe, _store, _silos) = (new(access.Tls), store, silos);

    /// <summary>Whether what keeps membership, and so tells which silos there are, can be reached now.</summary>
    public bool HasStore => _store?.Problem is null;

    /// <returns>Why they will not; null where they may, as far as anyone can tell.</returns>
    public async Task<ClusterException?> RefusalAsync(CancellationToken stop)
    {
        try
        {
            var problems = await Task.WhenAll((await _silos().WaitAsync(Patience, stop)).Select(silo => _probe.ProblemAsync(silo, stop)));
            return problems.FirstOrDefault(problem => problem is not null) is { } refusal ? new ClusterException(refusal) : null;
        }
        catch (Exception)
        {
            // Whoever knows the silos may not answer, whatever Orleans throws then; that is told elsewhere.
            return null;
        }
    }
}
