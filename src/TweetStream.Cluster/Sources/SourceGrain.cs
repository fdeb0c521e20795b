using Microsoft.Extensions.Logging;
using TweetStream.Cluster.Placement;

namespace TweetStream.Cluster.Sources;

/// <summary>
/// Keeps the reading of one relay running where it belongs. Two of them do no harm: of batches that are sent twice a partition
/// takes one.
/// </summary>
[Evenly]
internal sealed class SourceGrain(ClusterOptions options, SiloLayout layout, ClusterMetrics metrics, IServiceProvider services, TimeProvider time, ILoggerFactory logs) : Grain, ISourceGrain, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly long _since = time.GetTimestamp();
    private SourceRun _run = null!;
    private Task _running = Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _run = new((int)this.GetPrimaryKeyLong(), options, GrainFactory, services, GrainContext.GrainId, metrics, time, logs);
        // Not on the grain's own scheduler, so that it answers whatever the reading waits for.
        _running = Task.Run(() => _run.RunAsync(_stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void Dispose() => _stop.Dispose();

    public Task<string?> WakeAsync()
    {
        if (layout.IsToMove(GrainContext.GrainId, _since))
            MigrateOnIdle();
        return Task.FromResult(_run.Refusal);
    }

    public Task<SourceStatus> StatusAsync() => Task.FromResult(_run.Status with { Silo = layout.Here });
}
