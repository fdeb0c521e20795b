using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TweetStream.Cluster.Hosting;

/// <summary>
/// What ends a silo at once: most often that the others hold it for dead, as after a long hang, and do its work already, or
/// because it never was one of them. It tells so and leaves with exit code 1, so that whoever watches over the process starts
/// it anew.
/// </summary>
internal sealed partial class FatalError(IHostApplicationLifetime lifetime, Lazy<Admission> admission, ILogger<FatalError> log) : IFatalErrorHandler
{
    private const int Failed = 1;

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        var isHeldForDead = exception is null && context?.Contains("told I am dead", StringComparison.Ordinal) == true;
        // Who was one of them has work that others do by now, so that it ends before anything else.
        var hasJoined = lifetime.ApplicationStarted.IsCancellationRequested;
        if (isHeldForDead && hasJoined)
            LogHeldForDead();
        else if (!isHeldForDead)
            LogFatal(context, exception?.Message);
        // Not on this thread, which the ending of the process might wait for.
        _ = Task.Run(async () =>
        {
            if (isHeldForDead && !hasJoined)
                await TellRefusalAsync();
            Environment.Exit(Failed);
        });
    }

    private async Task TellRefusalAsync()
    {
        if (await admission.Value.RefusalAsync(CancellationToken.None) is { } refusal)
            LogRefused(refusal.Message);
        else
            LogHeldForDead();
    }

    [LoggerMessage(LogLevel.Error, "The other silos hold this one for dead, and do its work: it did not answer for too long, as in a hang of the machine. It stops; start it anew.")]
    private partial void LogHeldForDead();

    [LoggerMessage(LogLevel.Error, "The other silos do not let this one in: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Critical, "The silo cannot go on: {Context}: {Reason}")]
    private partial void LogFatal(string? context, string? reason);
}
