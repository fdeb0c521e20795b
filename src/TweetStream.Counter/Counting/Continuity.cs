using Microsoft.Extensions.Logging;
using TweetStream.Counter.Feeds;
using TweetStream.Counter.Output;
using TweetStream.Trends;
using TweetStream.Wire;

namespace TweetStream.Counter.Counting;

/// <summary>
/// Whether the stream is whole: from news of connections and the numbers of posts to gaps, each logged once. Leaves the
/// offsets to <see cref="Place"/> and the times to <see cref="GapLog"/>.
/// </summary>
internal sealed partial class Continuity(CountOptions options, ILogger log)
{
    private readonly Place _place = new();
    private readonly GapLog _gaps = new(options.Windows);
    private long _postsBefore;

    /// <inheritdoc cref="Place.Position"/>
    public ArchivePosition? Position => _place.Position;

    /// <inheritdoc cref="GapLog.Missed"/>
    public long Missed => _gaps.Missed;

    /// <inheritdoc cref="GapLog.LastPost"/>
    public long? LastPost => _gaps.LastPost;

    /// <param name="connection">What became of it.</param>
    /// <param name="posts">Posts read so far.</param>
    /// <param name="now">In ms since the Unix epoch.</param>
    public void Hear(Connection connection, long posts, long now)
    {
        if (connection.IsLost)
        {
            // A relay gives again what was on its way; what others sent meanwhile is gone.
            if (!_place.IsNumbered && posts > _postsBefore)
                OpenGap($"the connection to {options.Input} was lost", now);
            return;
        }

        var before = _place.Position;
        _postsBefore = posts;
        if (!_place.Move(connection, out var missing))
            return;
        if (missing is { } known)
            OpenGap(known, connection.Position!.Offset - known);
        else
            OpenGap(
                connection.Position is { } other
                    ? $"{options.Input} has another archive now, {other.Archive} instead of {before?.Archive}"
                    : $"{options.Input} is no relay any more",
                now);
    }

    /// <summary>Moves past a post, and over those that are missing before it; false where it was counted already.</summary>
    public bool Take(long? offset)
    {
        if (!_place.Take(offset, out var missing))
            return false;
        if (missing > 0)
            OpenGap(missing, offset!.Value - missing);
        return true;
    }

    /// <inheritdoc cref="Place.Pass"/>
    public void Pass(int lines = 1) => _place.Pass(lines);

    /// <inheritdoc cref="GapLog.Post"/>
    public void Counted(long time) => _gaps.Post(time);

    /// <inheritdoc cref="GapLog.Within"/>
    public Gap? GapWithin(long start, long end) => _gaps.Within(start, end);

    /// <inheritdoc cref="GapLog.Forget"/>
    public void Forget(long watermark) => _gaps.Forget(watermark);

    public void Save(BinaryWriter state)
    {
        state.Write(Position?.Archive ?? "");
        state.Write(Position?.Offset ?? 0);
        _gaps.Save(state);
    }

    public void Restore(BinaryReader state, long posts, long now)
    {
        var (archive, offset) = (state.ReadString(), state.ReadInt64());
        _place.Position = archive.Length > 0 ? new(archive, offset) : null;
        _gaps.Restore(state);
        if (Position is null && posts > 0)
            OpenGap($"nobody kept what {options.Input} sent while there was no counter", now);
    }

    private void OpenGap(long posts, long first)
    {
        _gaps.Open(posts);
        LogMissing(posts, first);
    }

    private void OpenGap(string reason, long now)
    {
        _gaps.Open(null);
        var since = _gaps.LastPost is { } last ? SnapshotText.Instant(DateTimeOffset.FromUnixTimeMilliseconds(last), DateTimeOffset.FromUnixTimeMilliseconds(now)) : "the start";
        LogMayBeMissing(reason, since);
    }

    [LoggerMessage(LogLevel.Warning, "{Posts} posts from offset {First} on are missing.")]
    private partial void LogMissing(long posts, long first);

    [LoggerMessage(LogLevel.Warning, "Since {Since} posts may be missing: {Reason}.")]
    private partial void LogMayBeMissing(string reason, string since);
}
