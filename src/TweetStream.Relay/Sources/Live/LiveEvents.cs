using Microsoft.Extensions.Logging;

namespace TweetStream.Relay.Sources.Live;

/// <summary>The states of a live source in plain words.</summary>
internal static partial class LiveEvents
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Source}: connecting to {Where}")]
    public static partial void LogConnecting(this ILogger logger, string source, string where);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Source}: connected{How}")]
    public static partial void LogConnected(this ILogger logger, string source, string how);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Source}: connected again, gap of {Seconds} s{How}")]
    public static partial void LogConnectedAgain(this ILogger logger, string source, long seconds, string how);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source}: connected again, gap of {Seconds} s, whose posts are missed{How}")]
    public static partial void LogMissed(this ILogger logger, string source, long seconds, string how);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source}: {What} ({Reason}); connecting again at once")]
    public static partial void LogRetrying(this ILogger logger, string source, string what, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source}: {What} ({Reason}); waiting {Wait} until {Until}")]
    public static partial void LogWaiting(this ILogger logger, string source, string what, string reason, string wait, string until);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Source}: {Message}")]
    public static partial void LogState(this ILogger logger, string source, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source}: {Message}")]
    public static partial void LogConcern(this ILogger logger, string source, string message);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Source}: {Received} posts in the last minute, {Passed} passed, {FilteredOut} filtered out, {Duplicates} duplicates{Age}")]
    public static partial void LogMinute(this ILogger logger, string source, long received, long passed, long filteredOut, long duplicates, string age);
}
