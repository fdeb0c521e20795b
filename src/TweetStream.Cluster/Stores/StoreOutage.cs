using Microsoft.Extensions.Logging;

namespace TweetStream.Cluster.Stores;

/// <summary>Tells once that the connection to the server is lost, and once that it is back, however often that is noticed. For any thread.</summary>
/// <param name="server">For a person.</param>
/// <param name="log">Hears of it.</param>
internal sealed partial class StoreOutage(string server, ILogger log)
{
    private int _isDown;

    public bool IsDown => Volatile.Read(ref _isDown) != 0;

    /// <param name="reason">For a person.</param>
    public void Lost(string reason)
    {
        if (Interlocked.Exchange(ref _isDown, 1) == 0)
            LogLost(server, reason);
    }

    public void Back()
    {
        if (Interlocked.Exchange(ref _isDown, 0) != 0)
            LogBack(server);
    }

    [LoggerMessage(LogLevel.Warning, "The connection to {Server} is lost ({Reason}); trying again until it is back. No window closes meanwhile.")]
    private partial void LogLost(string server, string reason);

    [LoggerMessage(LogLevel.Information, "The connection to {Server} is back.")]
    private partial void LogBack(string server);
}
