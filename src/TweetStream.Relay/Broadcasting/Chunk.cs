using System.Buffers;

namespace TweetStream.Relay.Broadcasting;

/// <summary>
/// Some whole lines, encoded once and shared by every client that gets them; never changed. Owns their buffers, which return to
/// a pool when the last holder has let go; a holder who never does leaves them to the garbage collector.
/// </summary>
internal sealed class Chunk
{
    private readonly byte[] _text;
    private readonly byte[] _json;
    private int _holders = 1;

    /// <summary>Copies the lines, and is held by the caller.</summary>
    /// <param name="firstOffset">Offset of the first post.</param>
    /// <param name="posts">How many posts, at least one; their offsets are consecutive.</param>
    /// <param name="text">As plain text; empty where no client wants text.</param>
    /// <param name="json">As NDJSON; empty where no client wants it.</param>
    /// <param name="isArchived">Whether the same posts can be read from the archive.</param>
    public Chunk(long firstOffset, int posts, ReadOnlySpan<byte> text, ReadOnlySpan<byte> json, bool isArchived)
    {
        (FirstOffset, Posts, IsArchived) = (firstOffset, posts, isArchived);
        (_text, _json) = (Rent(text), Rent(json));
        (Text, Json) = (_text.AsMemory(0, text.Length), _json.AsMemory(0, json.Length));
    }

    public long FirstOffset { get; }

    public int Posts { get; }

    /// <summary>For holders only.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>For holders only.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public bool IsArchived { get; }

    /// <summary>For holders, on behalf of a further one.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    public void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        ArrayPool<byte>.Shared.Return(_text);
        ArrayPool<byte>.Shared.Return(_json);
    }

    private static byte[] Rent(ReadOnlySpan<byte> lines)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(lines.Length);
        lines.CopyTo(buffer);
        return buffer;
    }
}

/// <summary>What a client gets.</summary>
[Flags]
internal enum WireForms
{
    None = 0,
    Text = 1,
    Json = 2,
}
