using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Cluster;
using TweetStream.Cluster.Hosting;

namespace TweetStream.Cli.Hosting;

/// <summary>
/// Runs a host with Orleans in it, whose failures to start are told in a line. While it does not come to be one of the cluster,
/// or to be heard there, asks now and then whether it ever will: Orleans tries on for long, some of it for ever.
/// </summary>
internal static class ClusterHost
{
    /// <summary>How long a silo may take to hand over what it counts.</summary>
    public static readonly TimeSpan Handover = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);

    // What Orleans does to join or to leave it does not give up for minutes, where nobody is there to join or left to leave from.
    private static readonly TimeSpan WithNobody = TimeSpan.FromMilliseconds(700);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs a silo until it is stopped, and then no longer than handing over may take; ends the process where it does.</summary>
    /// <exception cref="ClusterException">It cannot start, or the cluster refuses it; the message says why.</exception>
    public static async Task RunAsync(IHost silo, CancellationToken stop)
    {
        var service = silo.Services.GetRequiredService<ClusterService>();
        if (!await StartAsync(silo, stop))
        {
            // Orleans neither gives up joining nor lets itself be stopped meanwhile; there is nothing yet to hand over.
            StandardError.Tell(LogLevel.Information, "The silo ends before it has joined the cluster.");
            End(service);
        }

        var admission = silo.Services.GetRequiredService<Admission>();
        var over = silo.WaitForShutdownAsync(stop);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop, silo.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var begun = TimeProvider.System.GetTimestamp();
        while (!over.IsCompleted && TimeProvider.System.GetElapsedTime(begun) < (admission.HasStore ? Handover + Look : WithNobody))
            await Task.WhenAny(over, Task.Delay(Poll, TimeProvider.System, CancellationToken.None));
        if (over.IsCompleted)
        {
            await over;
            if (service.Failure is { } refusal)
                throw refusal;
            return;
        }

        StandardError.Tell(LogLevel.Warning, "The silo leaves without handing over what it counts since its last checkpoints; that will be counted again.", "warning: ");
        End(service);
    }

    /// <returns>Whether it has started; false where it was stopped before.</returns>
    /// <exception cref="ClusterException">It cannot start; the message says why.</exception>
    public static Task<bool> StartAsync(IHost host, CancellationToken stop) => StartAsync(host, looks => { }, stop);

    /// <summary>Starts one who asks a cluster.</summary>
    /// <param name="client">Its host.</param>
    /// <param name="patience">How long silos may take to answer; null to wait for them, and to tell that.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ClusterException">It cannot start; the message says why.</exception>
    public static Task ConnectAsync(IHost client, TimeSpan? patience, CancellationToken stop) => StartAsync(
        client,
        looks =>
        {
            if (looks * Look > patience)
                throw new ClusterException("the cluster does not answer: none of its silos takes questions");
            if (looks == 1 && patience is null)
                StandardError.Tell(LogLevel.Information, "Waiting for a silo of the cluster.");
        },
        stop);

    // Ends the process, with the reason where the silo was refused.
    private static void End(ClusterService service) => Environment.Exit(service.Failure is { } failure ? CommandLine.Tell(failure) : 0);

    private static async Task<bool> StartAsync(IHost host, Action<int> look, CancellationToken stop)
    {
        var (lifetime, admission) = (host.Services.GetRequiredService<IHostApplicationLifetime>(), host.Services.GetRequiredService<Admission>());
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop, lifetime.ApplicationStopping);
        var starting = host.StartAsync(stop);
        try
        {
            for (var looks = 0; !await IsOverAsync(starting, stopped.Token);)
            {
                // Until then nobody knows the silos, and who opens it tells what is wrong with it.
                if (!admission.HasStore)
                    continue;
                if (await admission.RefusalAsync(stopped.Token) is { } refusal)
                    throw refusal;
                look(++looks);
            }

            await starting;
            return true;
        }
        catch (Exception) when (stopped.IsCancellationRequested)
        {
            // Stopped while it was starting: that is to end first, unless it does not.
            await starting.WaitAsync(WithNobody, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return starting.IsCompletedSuccessfully;
        }
        catch (Exception failure) when (failure is not (ClusterException or IOException))
        {
            throw await admission.RefusalAsync(stop) ?? new ClusterException($"the cluster cannot be joined: {Innermost(failure).Message}", failure);
        }
    }

    private static async Task<bool> IsOverAsync(Task starting, CancellationToken stop)
    {
        var pause = Task.Delay(Look, TimeProvider.System, stop);
        var first = await Task.WhenAny(starting, pause);
        stop.ThrowIfCancellationRequested();
        return first == starting;
    }

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;
}
