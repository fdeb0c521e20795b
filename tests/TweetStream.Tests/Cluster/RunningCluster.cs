using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Orleans.TestingHost;
using TweetStream.Cluster;
using TweetStream.Cluster.Partitions;
using TweetStream.Cluster.Records;
using TweetStream.Cluster.Trends;

namespace TweetStream.Tests.Cluster;

/// <summary>Silos in this process, which share a storage that outlives them.</summary>
internal sealed class RunningCluster : IAsyncDisposable
{
    private RunningCluster(InProcessTestCluster silos) => Silos = silos;

    public InProcessTestCluster Silos { get; }

    public required LogLines Log { get; init; }

    public required SharedStorage Storage { get; init; }

    public ITrendsGrain Trends => Silos.Client.GetGrain<ITrendsGrain>(0);

    public IPartitionGrain Partition(int number) => Silos.Client.GetGrain<IPartitionGrain>(number);

    public static async Task<RunningCluster> StartAsync(ClusterOptions options, int silos, SharedStorage? storage = null)
    {
        storage ??= new();
        var log = new LogLines(LogLevel.Information); // Orleans' own traces would cost more than the counting
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>(ClusterOptions.StorageName, storage);
            silo.Services.AddSingleton<ILoggerFactory>(log);
            silo.Services.Configure<Orleans.Configuration.ClusterMembershipOptions>(membership =>
            {
                (membership.ProbeTimeout, membership.NumMissedProbesLimit, membership.NumVotesForDeathDeclaration) = (TimeSpan.FromSeconds(2), 2, 1);
                (membership.TableRefreshTimeout, membership.DefunctSiloCleanupPeriod) = (TimeSpan.FromSeconds(2), null);
            });
            silo.AddTrendsCluster(options);
        });
        var cluster = new RunningCluster(builder.Build()) { Storage = storage, Log = log };
        await cluster.Silos.DeployAsync();
        return cluster;
    }

    /// <summary>Waits until so many windows are written, and gives them as the single process would.</summary>
    public async Task<string[]> WindowsAsync(int count)
    {
        WindowResult[] results = [];
        for (var attempt = 0; results.Length < count; attempt++)
        {
            Assert.True(attempt < 900, $"only {results.Length} of {count} windows were written: {string.Join('\n', Log.All.TakeLast(20))}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            try
            {
                results = await Trends.ResultsAsync(long.MinValue, int.MaxValue);
            }
            catch (Exception)
            {
                // A silo is gone, and nobody knows it yet.
            }
        }

        return [.. results.Select(result => SimulatedCluster.Text(result))];
    }

    public async ValueTask DisposeAsync()
    {
        await Silos.StopAllSilosAsync();
        await Silos.DisposeAsync();
    }
}
