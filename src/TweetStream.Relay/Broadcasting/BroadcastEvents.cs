using Microsoft.Extensions.Logging;
using TweetStream.Wire;

namespace TweetStream.Relay.Broadcasting;

/// <summary>What the log hears of clients.</summary>
internal static partial class BroadcastEvents
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Client {Number} connected from {Peer}; {Clients} now")]
    public static partial void LogConnected(this ILogger logger, long number, string peer, int clients);

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {Number} left after {Posts} posts, {Bytes} bytes; {Clients} now")]
    public static partial void LogLeft(this ILogger logger, long number, long posts, long bytes, int clients);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Client {Number} wants {Subscription}")]
    public static partial void LogSubscribed(this ILogger logger, long number, Subscription subscription);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {Number} ({Peer}) was refused: {Reason}")]
    public static partial void LogRefused(this ILogger logger, long number, string peer, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {Number} is too slow, {Bytes} bytes are waiting for it, the oldest for {Seconds} s; disconnected")]
    public static partial void LogSlow(this ILogger logger, long number, long bytes, long seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "More than {MaxClients} clients; a further one was disconnected")]
    public static partial void LogTooMany(this ILogger logger, int maxClients);

    [LoggerMessage(Level = LogLevel.Error, Message = "Client {Number} was disconnected: {Reason}")]
    public static partial void LogUnreadable(this ILogger logger, long number, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Client {Number} failed")]
    public static partial void LogClientFailed(this ILogger logger, long number, Exception failure);
}
