namespace TweetStream.Posts;

/// <summary>
/// One post, decoded to UTF-8 in buffers that the next post reuses. Owns the bytes; leaves reading lines to
/// <see cref="PostReader"/> and writing them to <see cref="PostWriter"/>. Not for use by two threads at once.
/// </summary>
public sealed class PostBuffer
{
    private byte[] _bytes = new byte[1024];
    private int _used;
    private readonly Range[] _fields = new Range[(int)PostField.Text + 1];
    private Range[] _tags = new Range[8];

    /// <summary>Event time in milliseconds since the Unix epoch, negative before 1970; null where the post carries none.</summary>
    public long? CreatedAt { get; set; }

    /// <summary>When the relay received it, in milliseconds since the Unix epoch; null where nobody said.</summary>
    public long? ReceivedAt { get; set; }

    /// <summary>Whether the source delivered the tags itself. Those are the truth then, even when there are none, and the text is not scanned.</summary>
    public bool HasTags { get; set; }

    /// <summary>Whether invalid UTF-8 or half a surrogate pair was replaced by U+FFFD.</summary>
    public bool Repaired { get; set; }

    public int TagCount { get; private set; }

    /// <summary>A field in UTF-8; empty where the post has none. Valid until the buffer is cleared or grows.</summary>
    public ReadOnlySpan<byte> this[PostField field] => _bytes.AsSpan(_fields[(int)field]);

    public ReadOnlySpan<byte> Text => this[PostField.Text];

    /// <summary>A tag as the source spells it, without its sign.</summary>
    public ReadOnlySpan<byte> Tag(int index) => _bytes.AsSpan(_tags[index]);

    public void Clear()
    {
        _used = 0;
        Array.Clear(_fields);
        TagCount = 0;
        CreatedAt = null;
        ReceivedAt = null;
        HasTags = false;
        Repaired = false;
    }

    public void Set(PostField field, ReadOnlySpan<byte> utf8) => _fields[(int)field] = Append(utf8);

    /// <summary>Adds a tag without its sign and says that the source delivered tags.</summary>
    public void AddTag(ReadOnlySpan<byte> utf8)
    {
        if (TagCount == _tags.Length)
            Array.Resize(ref _tags, _tags.Length * 2);
        _tags[TagCount++] = Append(utf8);
        HasTags = true;
    }

    private Range Append(ReadOnlySpan<byte> utf8)
    {
        if (_bytes.Length - _used < utf8.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + utf8.Length));
        utf8.CopyTo(_bytes.AsSpan(_used));
        var start = _used;
        _used += utf8.Length;
        return start.._used;
    }
}

/// <summary>The fields of a post that are text.</summary>
public enum PostField
{
    /// <summary>The network's own id, unique together with the source.</summary>
    Id,

    /// <summary>The network or file that the post came from.</summary>
    Source,

    /// <summary>BCP 47 language tag as the source gives it.</summary>
    Language,

    /// <summary>The author's handle or id as the source gives it.</summary>
    Author,

    Text,
}
