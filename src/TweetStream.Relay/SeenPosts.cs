using System.Buffers.Binary;
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
/// A post is known by 128 bits of its id: among two million that two different ones meet is less likely than one in 10^25.
/// </remarks>
internal sealed class SeenPosts(TimeProvider time)
{
    private const int MaxPosts = 1_000_000;
    private const int LeastPosts = 200_000;
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);
    private readonly XxHash128 _hash = new(Random.Shared.NextInt64());
    private HashSet<UInt128> _younger = [];
    private HashSet<UInt128> _older = [];
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

    private UInt128 KeyOf(PostBuffer post, int series)
    {
        Span<byte> frame = stackalloc byte[sizeof(int) * 2];
        BinaryPrimitives.WriteInt32LittleEndian(frame, series);
        BinaryPrimitives.WriteInt32LittleEndian(frame[sizeof(int)..], post[PostField.Source].Length);
        _hash.Append(frame);
        _hash.Append(post[PostField.Source]);
        _hash.Append(post[PostField.Id]);
        var key = _hash.GetCurrentHashAsUInt128();
        _hash.Reset();
        return key;
    }

    private void StartGeneration()
    {
        (_older, _younger) = (_younger, _older);
        _younger.Clear();
        _begun = time.GetTimestamp();
    }
}
