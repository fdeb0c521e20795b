using Microsoft.Extensions.Hosting;

namespace TweetStream.Cli.Hosting;

/// <summary>Stops the host when standard input ends, as it does when whoever started this process is gone, however that went.</summary>
internal sealed class InputEnd(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Reading does not heed a token, and must not hold up the start.
        await Task.Run(
            async () =>
            {
                await using var input = Console.OpenStandardInput();
                var nothing = new byte[256];
                while (await input.ReadAsync(nothing, CancellationToken.None) > 0)
                {
                    // What comes is of no interest.
                }

                lifetime.StopApplication();
            },
            CancellationToken.None).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
