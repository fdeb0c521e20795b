using System.Runtime.InteropServices;

namespace TweetStream.Hashtags;

/// <summary>
/// The spellings of tags of some posts, copied, in the order in which they came: collected so that a <see cref="TagTable"/>
/// can look for all of them at once. Posts with many tags and endless tags are not for it. Not for use by two threads at once.
/// </summary>
public sealed class TagBatch
{
    /// <summary>Most tags of one post.</summary>
    public const int MostPerPost = 16;

    /// <summary>Most tags.</summary>
    public const int Capacity = 256;

    private const int LongBytes = 16 * TagTable.LongestSpelling;
    private readonly Lookup[] _tags = new Lookup[Capacity];
    private readonly byte[] _long = new byte[LongBytes];
    private int _longUsed;

    /// <summary>Tags so far.</summary>
    public int Count { get; private set; }

    /// <summary>Posts so far, those without a tag too; also the number of the one that comes next.</summary>
    public int Posts { get; private set; }

    /// <summary>Whether another post may find no room.</summary>
    public bool IsFull => Count > Capacity - MostPerPost;

    /// <summary>The tags, each with the number of its post, from 0 on.</summary>
    internal Span<Lookup> Tags => _tags.AsSpan(0, Count);

    /// <summary>The spelling of a tag, in UTF-8 without its sign.</summary>
    public ReadOnlySpan<byte> this[int tag] => ShortBytes.AsSpan(ref _tags[tag].Value, _long);

    /// <summary>Adds a tag to the post that comes next; false where there is no room, or the tag is too long for any table.</summary>
    public bool TryAdd(ReadOnlySpan<byte> spelling)
    {
        var isShort = spelling.Length <= ShortBytes.Capacity;
        if (!HasRoom || (!isShort && (spelling.Length > TagTable.LongestSpelling || spelling.Length > LongBytes - _longUsed)))
            return false;
        _tags[Count++] = new() { Value = isShort ? ShortBytes.Of(spelling) : Store(spelling), Post = Posts };
        return true;
    }

    /// <summary>The same, and quicker, where bytes stand behind the tag that may be read with it.</summary>
    /// <param name="bytes">Begins with the tag.</param>
    /// <param name="length">Of the tag.</param>
    internal bool TryAdd(ReadOnlySpan<byte> bytes, int length)
    {
        if (length > ShortBytes.Capacity || bytes.Length < ShortBytes.Reach)
            return TryAdd(bytes[..length]);
        if (!HasRoom)
            return false;
        ref var tag = ref _tags[Count++];
        ShortBytes.Write(bytes, length, MemoryMarshal.AsBytes(new Span<Lookup>(ref tag)));
        tag.Post = Posts;
        return true;
    }

    /// <summary>
    /// Whether a tag is one, for those that no table knows. A short one that is not ASCII may be only the beginning of what was
    /// added, which then is cut to it, or no tag at all: who finds tags leaves that open, because most are known, and what is known is
    /// a tag. What was added ends where every tag ends, and holds no sign, so that nothing behind it matters.
    /// </summary>
    /// <param name="tag">The number of the tag.</param>
    internal bool Confirm(int tag)
    {
        ref var value = ref _tags[tag].Value;
        if (value.IsLong || value.IsAscii)
            return true;
        var bytes = ShortBytes.AsSpan(in value, _long);
        if (HashtagScanner.IsKeycap(bytes))
            return false;
        var end = TagCharacters.End(bytes, 0, out var hasLetter);
        if (!hasLetter)
            return false;
        if (end < bytes.Length)
            value = ShortBytes.Of(bytes[..end]);
        return true;
    }

    /// <summary>Ends the posts before this one: the tags that were added belong to the first of them, the others have none.</summary>
    /// <param name="post">Not below <see cref="Posts"/>.</param>
    public void EndPosts(int post) => Posts = post;

    /// <summary>Takes back the tags of a post that was not ended.</summary>
    public void TakeBack()
    {
        while (Count > 0 && _tags[Count - 1].Post == Posts)
            Count--;
    }

    public void Clear() => (Count, Posts, _longUsed) = (0, 0, 0);

    private bool HasRoom => Count < Capacity && (Count < MostPerPost || _tags[Count - MostPerPost].Post != Posts);

    private ShortBytes Store(ReadOnlySpan<byte> spelling)
    {
        spelling.CopyTo(_long.AsSpan(_longUsed));
        _longUsed += spelling.Length;
        return ShortBytes.Long(_longUsed - spelling.Length, spelling.Length);
    }
}
