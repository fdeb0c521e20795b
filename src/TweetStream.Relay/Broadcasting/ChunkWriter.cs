using System.Buffers;
using TweetStream.Posts;

namespace TweetStream.Relay.Broadcasting;

/// <summary>Encodes posts into the chunk that is still open, in the forms that some client wants. Not for use by two threads at once.</summary>
internal sealed class ChunkWriter
{
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly TagFinder _tags = new();
    private WireForms _forms;
    private long _firstOffset;
    private int _posts;

    public bool IsEmpty => _posts == 0;

    /// <summary>Size of the larger form.</summary>
    public int Bytes => Math.Max(_text.WrittenCount, _json.WrittenCount);

    public void Open(long firstOffset, WireForms forms) => (_firstOffset, _forms) = (firstOffset, forms);

    public void Add(PostBuffer post, long offset)
    {
        if (_forms.HasFlag(WireForms.Text))
            PostWriter.WriteText(post, _text);
        if (_forms.HasFlag(WireForms.Json))
        {
            _tags.Complete(post);
            PostWriter.WriteJson(post, offset, _json);
        }

        _posts++;
    }

    public Chunk Close()
    {
        var chunk = new Chunk(_firstOffset, _posts, Copy(_text), Copy(_json));
        _posts = 0;
        return chunk;
    }

    private static byte[] Copy(ArrayBufferWriter<byte> buffer)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(buffer.WrittenCount);
        buffer.WrittenSpan.CopyTo(bytes);
        buffer.ResetWrittenCount();
        return bytes;
    }
}
