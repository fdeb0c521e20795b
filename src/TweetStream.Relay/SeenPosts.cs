using System.IO.Hashing;
using TweetStream.Posts;

namespace TweetStream.Relay;

/// <summary>
/// Knows the posts of late by their source and id, so that what a network delivers twice, as after a reconnect, passes once.
/// Remembers at least the last million, or those of the last ten minutes where these are fewer, but always the last 200,000,
/// for one source may be quiet for hours beside others; and at most two million: two generations, of which the older is
/// forgotten when the younger is full or old. Not for use by two threads at once.
/// </summary>
/// <remarks>
/// A post is known by a hash of 64 bits under a random seed. A new one is taken for one of the two million others once in
/// 10^13 posts, which is once in a thousand years of the fastest network; the keys take at most 32 MiB.
/// </remarks>
internal sealed class SeenPosts(TimeProvider time)
{
    private const int MaxPosts = 1_000_000;
    private const int LeastPosts = 200_000;
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);
    private readonly long _seed = Random.Shared.NextInt64();
    private PostKeys _younger = new();
    private PostKeys _older = new();
    private long _begun = time.GetTimestamp();

    /// <summary>Whether the post is new, and remembers it; one without an id always is.</summary>
    /// <param name="post">A post that says where it comes from.</param>
    /// <param name="series">Which series of its source it belongs to.</param>
    public bool IsNew(PostBuffer post, int series)
    {
        if (post[PostField.Id].IsEmpty)
            return true;
        var key = KeyOf(post, series);
        if (_older.Contains(key) || !_younger.Add(key))
            return false;
        if (_younger.Count >= MaxPosts || (_younger.Count >= LeastPosts && time.GetElapsedTime(_begun) > MaxAge))
            StartGeneration();
        return true;
    }

    // The series and the source make the seed for the id, so that nothing has to be put together first.
    private ulong KeyOf(PostBuffer post, int series) =>
        XxHash3.HashToUInt64(post[PostField.Id], (long)XxHash3.HashToUInt64(post[PostField.Source], _seed + series));

    private void StartGeneration()
    {
        (_older, _younger) = (_younger, _older);
        _younger.Clear();
        _begun = time.GetTimestamp();
    }
}
