using Microsoft.Extensions.Logging;

namespace TweetStream.Batch;

/// <summary>What a batch run tells its log.</summary>
internal static partial class BatchEvents
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Counted {Posts} posts with the offsets {First} to {Next} ({Done} of {Segments} segments), {Rate} posts/s")]
    public static partial void LogCounted(this ILogger logger, long posts, long first, long next, int done, int segments, long rate);

    [LoggerMessage(Level = LogLevel.Information, Message = "Views in force: every archived post up to offset {Until}: {Posts} posts in {Views} views, of which {Made} were made now and {Gone} are of segments that the archive no longer holds")]
    public static partial void LogInForce(this ILogger logger, long until, long posts, int views, int made, int gone);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The views were made by format {Format} and tokeniser {Tokeniser}, and this version counts otherwise: all are made anew")]
    public static partial void LogStale(this ILogger logger, int format, int tokeniser);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The view of the offsets {First} to {Next} is damaged or missing: it is made anew")]
    public static partial void LogDamaged(this ILogger logger, long first, long next);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Left out: {Posts} posts with the offsets {First} to {Next}, whose view cannot be used and whose segment is no longer in the archive")]
    public static partial void LogGivenUp(this ILogger logger, long posts, long first, long next);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File}, which no manifest names, could not be removed: {Reason}")]
    public static partial void LogNotRemoved(this ILogger logger, string file, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "This run failed, and the views before it stay in force: {Reason}. The next one is in {Every}")]
    public static partial void LogFailed(this ILogger logger, string reason, TimeSpan every);
}
