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

    public bool IsEmpty => Posts == 0;

    public int Posts { get; private set; }

    public ReadOnlySpan<byte> Json => _json.WrittenSpan;

    /// <summary>Size of the larger form.</summary>
    public int Bytes => Math.Max(_text.WrittenCount, _json.WrittenCount);

    public void Open(long firstOffset, WireForms forms) => (_firstOffset, _forms) = (firstOffset, forms);

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

    /// <summary>Closes the chunk: what of it is archived, and what is not.</summary>
    /// <param name="archived">How many of its posts are archived, from the first.</param>
    /// <param name="wanted">The forms that some client gets; the others are not copied.</param>
    public IEnumerable<Chunk> Close(int archived, WireForms wanted)
    {
        var text = Take(_text, wanted.HasFlag(WireForms.Text));
        var json = Take(_json, wanted.HasFlag(WireForms.Json));
        var posts = Posts;
        Posts = 0;
        if (archived == 0 || archived == posts)
            return [new(_firstOffset, posts, text, json, archived > 0)];
        var (textCut, jsonCut) = (LengthOf(text, archived), LengthOf(json, archived));
        return
        [
            new(_firstOffset, archived, text.AsMemory(..textCut), json.AsMemory(..jsonCut), true),
            new(_firstOffset + archived, posts - archived, text.AsMemory(textCut..), json.AsMemory(jsonCut..), false),
        ];
    }

    private static byte[] Take(ArrayBufferWriter<byte> buffer, bool isWanted)
    {
        var bytes = isWanted ? buffer.WrittenSpan.ToArray() : [];
        buffer.ResetWrittenCount();
        return bytes;
    }

    private static int LengthOf(ReadOnlySpan<byte> bytes, int lines)
    {
        var length = 0;
        for (var line = 0; line < lines && length < bytes.Length; line++)
            length += bytes[length..].IndexOf((byte)'\n') + 1;
        return length;
    }
}
