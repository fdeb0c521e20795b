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
    public IEnumerable<Chunk> Close(int archived)
    {
        var (text, json) = (Copy(_text), Copy(_json));
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

    private static byte[] Copy(ArrayBufferWriter<byte> buffer)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(buffer.WrittenCount);
        buffer.WrittenSpan.CopyTo(bytes);
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
