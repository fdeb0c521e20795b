using TweetStream.Posts;
using TweetStream.Relay.Broadcasting;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay;

/// <summary>
/// Where every source puts its posts. Owns the filter, the duplicates, and the times and names that every post must have;
/// leaves numbering, encoding and sending to <see cref="Broadcaster"/>. For use by several sources at once.
/// </summary>
internal sealed class PostSink(PostFilter filter, Broadcaster broadcaster, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>The posts of late; to be filled from an earlier run before any source starts.</summary>
    public SeenPosts Seen { get; } = new(time);

    /// <summary>Passes a post on, which may wait in an open chunk until <see cref="Flush"/>.</summary>
    public void Pass(PostBuffer post, PostSource from)
    {
        lock (_gate)
            from.Count(Decide(post, from));
    }

    /// <summary>Sends off what was passed so far; called by a source that is about to wait.</summary>
    public void Flush() => broadcaster.Publish();

    /// <summary>Waits for clients that cannot follow; called by a source that never waits otherwise.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken stop) => broadcaster.WaitForRoomAsync(stop);

    private Fate Decide(PostBuffer post, PostSource from)
    {
        if (!filter.Passes(post, from.IsTracked))
            return Fate.FilteredOut;
        if (post[PostField.Source].IsEmpty)
            post.Set(PostField.Source, from.NameBytes);
        if (!Seen.IsNew(post, from.Series))
            return Fate.Duplicate;

        // A recording has nowhere to go on from, and its cursors must not be taken for those of a live source.
        if (from is not LiveSource)
            post.Set(PostField.Cursor, default);
        post.ReceivedAt = time.GetUtcNow().ToUnixTimeMilliseconds();
        post.CreatedAt ??= post.ReceivedAt;
        broadcaster.Append(post);
        from.Passed(post.CreatedAt.Value);
        return Fate.Passed;
    }
}
