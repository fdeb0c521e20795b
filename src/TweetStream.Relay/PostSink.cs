using TweetStream.Posts;
using TweetStream.Relay.Broadcasting;
using TweetStream.Relay.Sources;

namespace TweetStream.Relay;

/// <summary>
/// Where every source puts its posts. Owns the filter, the duplicates, and the times and names that every post must have;
/// leaves numbering, encoding and sending to <see cref="Broadcaster"/>. For use by several sources at once.
/// </summary>
internal sealed class PostSink(TrackFilter filter, Broadcaster broadcaster, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SeenPosts _seen = new(time);
    private long _posts;
    private long _duplicates;
    private long _filteredOut;

    public long Posts => Interlocked.Read(ref _posts);

    public long FilteredOut => Interlocked.Read(ref _filteredOut);

    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Passes a post on, which may wait in an open chunk until <see cref="Flush"/>.</summary>
    public void Pass(PostBuffer post, PostSource from)
    {
        lock (_gate)
        {
            if (!filter.Passes(post))
            {
                _filteredOut++;
                return;
            }

            if (post[PostField.Source].IsEmpty)
                post.Set(PostField.Source, from.NameBytes);
            if (!_seen.IsNew(post, from.Series))
            {
                _duplicates++;
                return;
            }

            post.ReceivedAt = time.GetUtcNow().ToUnixTimeMilliseconds();
            post.CreatedAt ??= post.ReceivedAt;
            _posts++;
            broadcaster.Append(post);
        }
    }

    /// <summary>Sends off what was passed so far; called by a source that is about to wait.</summary>
    public void Flush() => broadcaster.Publish();

    /// <summary>Waits for clients that cannot follow; called by a source that never waits otherwise.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken stop) => broadcaster.WaitForRoomAsync(stop);
}
