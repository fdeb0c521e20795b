using System.Buffers;
using TweetStream.Posts;

namespace TweetStream.Relay.Broadcasting;

/// <summary>Encodes posts into the chunk that is still open, in the forms that someone wants. Not for use by two threads at once.</summary>
internal sealed class ChunkWriter
{
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly TagFinder _tags = new();
    private WireForms _forms;
    private long _firstOffset;
    private int _textTaken;
    private int _jsonTaken;

    public bool IsEmpty => Posts == 0;

    public int Posts { get; private set; }

    public ReadOnlySpan<byte> Json => _json.WrittenSpan;

    /// <summary>Size of the larger form.</summary>
    public int Bytes => Math.Max(_text.WrittenCount, _json.WrittenCount);

    public void Open(long firstOffset, WireForms forms)
    {
        _text.ResetWrittenCount();
        _json.ResetWrittenCount();
        (_firstOffset, _textTaken, _jsonTaken, _forms) = (firstOffset, 0, 0, forms);
    }

    public void Add(PostBuffer post)
    {
        if (_forms.HasFlag(WireForms.Text))
            PostWriter.WriteText(post, _text);
        if (_forms.HasFlag(WireForms.Json))
        {
            _tags.Complete(post);
            PostWriter.WriteJson(post, _firstOffset + Posts, _json);
        }

        Posts++;
    }

    /// <summary>Takes the first posts out, for the caller to hold.</summary>
    /// <param name="posts">How many, at least one.</param>
    /// <param name="isArchived">Whether they are in the archive.</param>
    /// <param name="wanted">The forms that some client gets; the others are not copied.</param>
    public Chunk Take(int posts, bool isArchived, WireForms wanted)
    {
        var text = First(posts, _text.WrittenSpan[_textTaken..]);
        var json = First(posts, _json.WrittenSpan[_jsonTaken..]);
        var chunk = new Chunk(
            _firstOffset, posts, wanted.HasFlag(WireForms.Text) ? text : default, wanted.HasFlag(WireForms.Json) ? json : default, isArchived);
        (_firstOffset, _textTaken, _jsonTaken) = (_firstOffset + posts, _textTaken + text.Length, _jsonTaken + json.Length);
        Posts -= posts;
        return chunk;
    }

    private ReadOnlySpan<byte> First(int posts, ReadOnlySpan<byte> lines) => posts == Posts ? lines : lines[..LengthOf(lines, posts)];

    private static int LengthOf(ReadOnlySpan<byte> bytes, int lines)
    {
        var length = 0;
        for (var line = 0; line < lines && length < bytes.Length; line++)
            length += bytes[length..].IndexOf((byte)'\n') + 1;
        return length;
    }
}
