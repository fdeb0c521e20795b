using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TweetStream.Batch.Export;

/// <summary>Runs an export and stops the host when it is done. What ends it before its time is kept in <see cref="Failure"/> for the command line to tell.</summary>
public sealed class ExportService(ExportOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ExportService> log) : BackgroundService
{
    /// <summary>What ended it before its time; null after a normal ending.</summary>
    public Exception? Failure { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            new ExportRun(options, time, log).Run(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogStopped();
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
}
