using Microsoft.Extensions.Hosting;
using TweetStream.Counter.Output;

namespace TweetStream.Counter;

/// <summary>
/// A service that lasts as long as its input, and stops the host when that has ended. What goes wrong on the way is kept in
/// <see cref="Failure"/> for the command line to tell.
/// </summary>
public abstract class InputRun(IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>What ended the run before its time; null after a normal ending.</summary>
    public Exception? Failure { get; private set; }

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (Exception failure) when (StandardOutput.IsClosed(failure))
        {
            // Whoever read the results has enough of them.
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

    /// <summary>Reads the input to its end, or until <paramref name="stop"/>.</summary>
    protected abstract Task RunAsync(CancellationToken stop);
}
