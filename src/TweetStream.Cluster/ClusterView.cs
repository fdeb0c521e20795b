using System.Runtime.CompilerServices;
using TweetStream.Cluster.Trends;
using TweetStream.Trends;

namespace TweetStream.Cluster;

/// <summary>
/// Looks at a cluster from a client: its results, as the snapshots that everything shows, and where it stands.
/// Needs to know none of its options.
/// </summary>
public sealed class ClusterView(IGrainFactory grains, TimeProvider time)
{
    private const int MostAtOnce = 100;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    private ITrendsGrain Trends => grains.GetGrain<ITrendsGrain>(0);

    /// <summary>
    /// The newest result, or all that are kept, and each that follows, in order of their end, for ever. One that nobody could
    /// read while the cluster kept it is left out. While the cluster does not answer, the last one is shown again with a
    /// notice of that, as no result.
    /// </summary>
    public async IAsyncEnumerable<Snapshot> SnapshotsAsync(bool all, [EnumeratorCancellation] CancellationToken stop = default)
    {
        long? last = all ? long.MinValue : null;
        Snapshot? shown = null;
        while (!stop.IsCancellationRequested)
        {
            Records.WindowResult[] results = [];
            string? notice = null;
            try
            {
                results = await Trends.ResultsAsync(last, MostAtOnce).WaitAsync(stop);
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                // Whatever its silos or their storage throw, as while one of them is lost.
                notice = $"the cluster does not answer: {Reason.Of(failure)}";
            }

            if (shown is not null && (notice is not null || (results.Length == 0 && shown.Notice is not null)))
                yield return shown = shown with { Notice = notice, Provisional = true };
            foreach (var result in results)
            {
                last = result.Window;
                yield return shown = result.ToSnapshot();
            }

            if (results.Length == 0)
                await Task.Delay(LookAgain, time, stop);
        }
    }

    public Task<ClusterStatus> StatusAsync() => Trends.StatusAsync();
}
