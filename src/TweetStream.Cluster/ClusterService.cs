using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Cluster.Trends;

namespace TweetStream.Cluster;

/// <summary>
/// Keeps the standing grains awake, in every silo: whichever of them is nowhere comes to life where it belongs. Ends the host
/// of a silo that was given other options than the cluster counts with.
/// </summary>
public sealed partial class ClusterService(ClusterOptions options, IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ClusterService> log) : BackgroundService
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    /// <summary>What ended the silo; null while it may go on.</summary>
    public ClusterException? Failure { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A host that is stopped while it starts leaves Orleans in the middle of it, and nobody hears why.
        await UntilAsync(lifetime.ApplicationStarted, stoppingToken);
        var fingerprint = Fingerprint.Of(options);
        string? problem = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<ITrendsGrain>(0).JoinAsync(fingerprint).WaitAsync(stoppingToken);
                if (problem is not null)
                    LogAwake();
                problem = null;
            }
            catch (ClusterException refused)
            {
                Failure = refused;
                lifetime.StopApplication();
                return;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever a grain or its storage throws: the next pulse tries again. Once is enough to be told of it.
                if (problem is null)
                    LogNotAwake(Reason.Of(failure));
                problem = failure.Message;
            }

            await Task.Delay(Pulse, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task UntilAsync(CancellationToken sign, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(sign, stop);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(LogLevel.Warning, "The grains could not be reached, trying again: {Reason}")]
    private partial void LogNotAwake(string reason);

    [LoggerMessage(LogLevel.Information, "The grains are reached again.")]
    private partial void LogAwake();
}
