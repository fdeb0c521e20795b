using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Cluster.Stores;
using TweetStream.Health;

namespace TweetStream.Cluster.Hosting;

/// <summary>Tells who joins the cluster and who leaves it, as seen by this silo, and whether this one is in.</summary>
public sealed partial class SiloWatch : IHostedService, ISiloStatusListener
{
    private readonly SiloOptions _options;
    private readonly ISiloStatusOracle _silos;
    private readonly IStoreLink? _store;
    private readonly ILogger _log;

    internal SiloWatch(SiloOptions options, ISiloStatusOracle silos, IStoreLink? store, ILogger<SiloWatch> log) =>
        (_options, _silos, _store, _log) = (options, silos, store, log);

    /// <summary>What is wrong; may be read at any time, and waits for nothing.</summary>
    public HealthState Health => new([], [.. Unready()]);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Registered after the silo, so it is in by now.
        LogJoined(_options.ClusterId, _silos.SiloAddress.Endpoint, Count());
        if (_options.Membership.Kind == MembershipKind.Localhost)
            LogInMemory(_options.Membership.Port);
        _silos.SubscribeToSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _silos.UnSubscribeFromSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (updatedSilo.Equals(_silos.SiloAddress))
            return;
        switch (status)
        {
            case SiloStatus.Active:
                LogOtherJoined(updatedSilo.Endpoint, Count());
                break;
            case SiloStatus.ShuttingDown or SiloStatus.Stopping:
                LogOtherLeaves(updatedSilo.Endpoint);
                break;
            case SiloStatus.Dead:
                LogOtherGone(updatedSilo.Endpoint, Count());
                break;
        }
    }

    private int Count() => _silos.GetApproximateSiloStatuses(onlyActive: true).Count;

    private IEnumerable<string> Unready()
    {
        if (_silos.CurrentStatus != SiloStatus.Active)
            yield return "the silo has not joined the cluster";
        if (_store?.Problem is { } problem)
            yield return problem;
    }

    [LoggerMessage(LogLevel.Information, "Joined the cluster '{Cluster}' as {Silo}; silos: {Count}.")]
    private partial void LogJoined(string cluster, System.Net.IPEndPoint silo, int count);

    [LoggerMessage(LogLevel.Warning, "Membership localhost: silos of this machine alone, and all that they know is in the memory of the one at port {Primary}, and lost with it. For more, give --membership redis://HOST:PORT or postgres://HOST:PORT/DATABASE.")]
    private partial void LogInMemory(int primary);

    [LoggerMessage(LogLevel.Information, "Silo {Silo} has joined; silos: {Count}.")]
    private partial void LogOtherJoined(System.Net.IPEndPoint silo, int count);

    [LoggerMessage(LogLevel.Information, "Silo {Silo} is leaving.")]
    private partial void LogOtherLeaves(System.Net.IPEndPoint silo);

    [LoggerMessage(LogLevel.Information, "Silo {Silo} is gone; silos: {Count}.")]
    private partial void LogOtherGone(System.Net.IPEndPoint silo, int count);
}
