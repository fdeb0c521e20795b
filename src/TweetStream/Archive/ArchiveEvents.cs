using Microsoft.Extensions.Logging;

namespace TweetStream.Archive;

/// <summary>What an archive tells its log.</summary>
internal static partial class ArchiveEvents
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Archive {Id} in {Folder}: offsets {First} to {Next}, segments: {Segments}")]
    public static partial void LogOpened(this ILogger logger, string id, string folder, long first, long next, int segments);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cut {Bytes} bytes of a torn line off {Segment}; kept in {File}")]
    public static partial void LogRepaired(this ILogger logger, long bytes, string segment, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The archive was paused when it was last closed: up to {Posts} posts from offset {Offset} on are not in it; it goes on at {Next}")]
    public static partial void LogGap(this ILogger logger, long posts, long offset, long next);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Closed {Segment} with {Bytes} bytes")]
    public static partial void LogRolled(this ILogger logger, string segment, long bytes);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Compressed {Segment}")]
    public static partial void LogCompressed(this ILogger logger, string segment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Segment} could not be compressed and stays as it is for now: {Reason}")]
    public static partial void LogNotCompressed(this ILogger logger, string segment, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Segment}, which is older than {Retain}; the archive begins at offset {First} now")]
    public static partial void LogRemoved(this ILogger logger, string segment, TimeSpan retain, long first);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Segment} is older than is kept and could not be removed: {Reason}")]
    public static partial void LogNotRemoved(this ILogger logger, string segment, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Archiving pauses from offset {Offset} on: {Reason}: posts are relayed and not archived")]
    public static partial void LogPaused(this ILogger logger, long offset, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Archiving again from offset {Next}: {Posts} posts from offset {Offset} on are not in the archive")]
    public static partial void LogResumed(this ILogger logger, long next, long posts, long offset);

    [LoggerMessage(Level = LogLevel.Error, Message = "Which offsets are given while nothing is archived cannot be written down: {Reason}. Were this process killed now, an offset could be given twice")]
    public static partial void LogNotReserved(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The archive could not be closed in order, which its next opening makes good: {Reason}")]
    public static partial void LogNotClosed(this ILogger logger, string reason);
}
