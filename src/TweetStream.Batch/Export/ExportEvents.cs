using Microsoft.Extensions.Logging;

namespace TweetStream.Batch.Export;

/// <summary>What an export tells its log.</summary>
internal static partial class ExportEvents
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Exporting posts from offset {Offset} on to {Folder}")]
    public static partial void LogBegin(this ILogger logger, long offset, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "Exported {Posts} posts; read up to offset {Offset}, {Rate} posts/s")]
    public static partial void LogProgress(this ILogger logger, long posts, long offset, long rate);

    [LoggerMessage(Level = LogLevel.Information, Message = "Exported {Posts} posts in {Files} files; the archive is exported up to offset {Offset}, and {Unreadable} lines that hold no post were left out")]
    public static partial void LogExported(this ILogger logger, long posts, int files, long offset, long unreadable);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Posts} posts between the offsets {First} and {Next} are no longer in the archive: they are in no file")]
    public static partial void LogMissing(this ILogger logger, long posts, long first, long next);

    [LoggerMessage(Level = LogLevel.Information, Message = "Exported the counts of {Day}")]
    public static partial void LogDay(this ILogger logger, string day);

    [LoggerMessage(Level = LogLevel.Information, Message = "Exported the counts of {Days} days; {Kept} files stay as they were")]
    public static partial void LogCountsExported(this ILogger logger, int days, int kept);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The counts of {Day} stay as they were exported: posts that were counted then are in neither views nor archive any more; run tweetstream batch before the archive forgets them")]
    public static partial void LogKept(this ILogger logger, string day);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Of all times, {Posts} posts are neither in a view nor in the archive: they are not counted")]
    public static partial void LogNotCounted(this ILogger logger, long posts);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped: what is in the folder is whole, and the next run goes on with the rest")]
    public static partial void LogStopped(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "About these counts: {Notice}")]
    public static partial void LogNotice(this ILogger logger, string notice);
}
