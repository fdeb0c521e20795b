using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Archive;

namespace TweetStream.Batch;

/// <summary>
/// Runs the batch layer once or again and again, and stops the host when it is done. What ends it before its time is kept in
/// <see cref="Failure"/> for the command line to tell; one of many runs that fails is told and followed by the next.
/// </summary>
public sealed class BatchService(BatchOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<BatchService> log, IProgress<BatchProgress>? progress = null) : BackgroundService
{
    /// <summary>What ended it before its time; null after a normal ending.</summary>
    public Exception? Failure { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A stop is a normal ending: what is in force stays so.
        }
        catch (Exception failure)
        {
            Failure = failure;
        }
        finally
        {
            lifetime.StopApplication();
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        var now = options;
        while (true)
        {
            try
            {
                new BatchRun(now, time, log, progress).Run(stop);
                now = now with { Rebuild = false };
            }
            catch (Exception failure) when (options.Every is not null && ArchiveDisk.IsFailure(failure))
            {
                log.LogFailed(failure.Message, options.Every.Value);
            }

            if (options.Every is not { } every)
                return;
            await Task.Delay(every, time, stop);
        }
    }
}
