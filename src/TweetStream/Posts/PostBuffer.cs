using System.Runtime.Intrinsics;
using System.Text;
using TweetStream.Bytes;

namespace TweetStream.Posts;

/// <summary>
/// One post, decoded to UTF-8 in buffers that the next post reuses. Owns the bytes, which are valid UTF-8 whatever went
/// in; leaves reading lines to <see cref="PostReader"/> and writing them to <see cref="PostWriter"/>. Not for use by two
/// threads at once.
/// </summary>
public sealed class PostBuffer
{
    private const int Slack = 32;

    private byte[] _bytes = new byte[1024];
    private int _used;
    private readonly Range[] _fields = new Range[(int)PostField.Text + 1];
    private Range[] _tags = new Range[8];

    /// <summary>Position in the relay's stream; null where the line carries none. Never negative.</summary>
    public long? Offset { get; set; }

    /// <summary>Event time in milliseconds since the Unix epoch, negative before 1970; null where the post carries none.</summary>
    public long? CreatedAt { get; set; }

    /// <summary>When the relay received it, in milliseconds since the Unix epoch; null where nobody said.</summary>
    public long? ReceivedAt { get; set; }

    /// <summary>Whether the tags are known, be it from the source, whose word is the truth even when there are none, or from the text: see <see cref="Tagger"/>.</summary>
    public bool HasTags { get; set; }

    /// <summary>Version of the tokeniser that found the tags in the text; null where the source delivered them.</summary>
    public int? Tagger { get; set; }

    /// <summary>Whether the tags can be taken as they stand: the source delivered them, or this very version of the tokeniser found them.</summary>
    public bool HasTagsOf(int tokeniserVersion) => HasTags && (Tagger is null || Tagger == tokeniserVersion);

    /// <summary>Whether invalid UTF-8 or half a surrogate pair was replaced by U+FFFD.</summary>
    public bool Repaired { get; set; }

    public int TagCount { get; private set; }

    /// <summary>A field in UTF-8; empty where the post has none. Valid until the buffer is cleared or grows.</summary>
    public ReadOnlySpan<byte> this[PostField field] => _bytes.AsSpan(_fields[(int)field]);

    public ReadOnlySpan<byte> Text => this[PostField.Text];

    /// <summary>A tag as the source spells it, without its sign. Valid until the buffer is cleared or grows.</summary>
    public ReadOnlySpan<byte> Tag(int index) => _bytes.AsSpan(_tags.AsSpan(0, TagCount)[index]);

    /// <summary>The same with the rest of the buffer, at least 32 bytes, so that whoever takes it by vectors may read past its end.</summary>
    internal ReadOnlySpan<byte> TagAndRest(int index, out int length)
    {
        var tag = _tags.AsSpan(0, TagCount)[index];
        length = tag.End.Value - tag.Start.Value;
        return _bytes.AsSpan(tag.Start.Value);
    }

    public void Clear()
    {
        _used = 0;
        Array.Clear(_fields);
        Offset = null;
        CreatedAt = null;
        ReceivedAt = null;
        Repaired = false;
        ClearTags();
    }

    /// <summary>Sets a field; what was there before is forgotten. Invalid UTF-8 becomes U+FFFD.</summary>
    public void Set(PostField field, ReadOnlySpan<byte> utf8) => _fields[(int)field] = Append(utf8);

    /// <summary>
    /// Adds a tag and says that the source delivered tags. A sign in front (<c>#</c> or <c>＃</c>) is stripped, a tag
    /// without anything else is dropped, and invalid UTF-8 becomes U+FFFD.
    /// </summary>
    public void AddTag(ReadOnlySpan<byte> utf8) => AddTag(Append(utf8));

    /// <summary>Takes the tags back, and that the source delivered any.</summary>
    public void ClearTags()
    {
        TagCount = 0;
        HasTags = false;
        Tagger = null;
    }

    /// <param name="field">The field to set.</param>
    /// <param name="json">What stands between the quotes of a valid JSON string, with its escapes.</param>
    internal void SetJson(PostField field, ReadOnlySpan<byte> json) => _fields[(int)field] = AppendJson(json);

    /// <inheritdoc cref="AddTag(ReadOnlySpan{byte})"/>
    /// <param name="json">What stands between the quotes of a valid JSON string, with its escapes.</param>
    internal void AddJsonTag(ReadOnlySpan<byte> json) => AddTag(AppendJson(json));

    /// <param name="field">The field to set.</param>
    /// <param name="utf8">Known to be valid.</param>
    internal void SetValid(PostField field, ReadOnlySpan<byte> utf8) => _fields[(int)field] = AppendValid(utf8);

    /// <inheritdoc cref="AddTag(ReadOnlySpan{byte})"/>
    /// <param name="utf8">Known to be valid.</param>
    internal void AddValidTag(ReadOnlySpan<byte> utf8) => AddTag(AppendValid(utf8));

    /// <inheritdoc cref="AddTag(ReadOnlySpan{byte})"/>
    /// <param name="rest">Begins with the tag, which is known to be valid.</param>
    /// <param name="length">Of the tag.</param>
    internal void AddValidTag(ReadOnlySpan<byte> rest, int length)
    {
        // Most are short, and copied as they stand with what is behind them.
        if (length > Slack || rest.Length < Slack || _bytes.Length - _used < 2 * Slack)
        {
            AddValidTag(rest[..length]);
            return;
        }

        Vector256.Create(rest).CopyTo(_bytes.AsSpan(_used));
        AddTag(_used..(_used + length));
        _used += length;
    }

    private void AddTag(Range tag)
    {
        HasTags = true;
        var body = _bytes.AsSpan(tag);
        if (body is [(byte)'#' or 0xEF, ..])
            body = WithoutSign(body);
        if (body.IsEmpty)
            return;
        if (TagCount == _tags.Length)
            Array.Resize(ref _tags, _tags.Length * 2);
        _tags[TagCount++] = (tag.End.Value - body.Length)..tag.End;
    }

    private static Span<byte> WithoutSign(Span<byte> tag)
    {
        while (true)
        {
            if (tag.StartsWith("#"u8))
                tag = tag["#"u8.Length..];
            else if (tag.StartsWith("＃"u8))
                tag = tag["＃"u8.Length..];
            else
                return tag;
        }
    }

    private Range AppendJson(ReadOnlySpan<byte> json)
    {
        var range = Append(json);
        var text = _bytes.AsSpan(range);
        var length = JsonString.UnescapeInPlace(text, out var repaired);
        Repaired |= repaired;
        _used -= text.Length - length;
        return range.Start.._used;
    }

    private Range Append(ReadOnlySpan<byte> utf8) => Utf8Check.IsValid(utf8) ? AppendValid(utf8) : AppendRepaired(utf8);

    private Range AppendValid(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(_used));
        var start = _used;
        _used += utf8.Length;
        return start.._used;
    }

    private Range AppendRepaired(ReadOnlySpan<byte> utf8)
    {
        var start = _used;
        Repaired = true;
        Reserve(utf8.Length * "\uFFFD"u8.Length);
        while (!utf8.IsEmpty)
        {
            // What cannot be decoded comes back as U+FFFD.
            Rune.DecodeFromUtf8(utf8, out var rune, out var length);
            _used += rune.EncodeToUtf8(_bytes.AsSpan(_used));
            utf8 = utf8[length..];
        }

        return start.._used;
    }

    private void Reserve(int bytes)
    {
        if (_bytes.Length - _used < bytes + Slack)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + bytes + Slack));
    }
}

/// <summary>The fields of a post that are text.</summary>
public enum PostField
{
    /// <summary>The network's own id, unique together with the source.</summary>
    Id,

    /// <summary>The network or file that the post came from.</summary>
    Source,

    /// <summary>BCP 47 language tag as the source gives it; of several the first.</summary>
    Language,

    /// <summary>The other languages of a post in several, with a comma between two; for filters, and not part of our own form.</summary>
    OtherLanguages,

    /// <summary>The author's handle or id as the source gives it.</summary>
    Author,

    /// <summary>Where the source goes on after this post, in the source's own terms.</summary>
    Cursor,

    Text,
}
