using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TweetStream.Bytes;

namespace TweetStream.Posts.Formats;

/// <summary>
/// Where in a line strings may end: its quotes, backslashes and control characters, all found before the first is asked for,
/// so that nobody waits for a string to end before the next is looked into. Not for use by two threads at once.
/// </summary>
internal sealed class StringEnds
{
    private const int BlockLength = BitMasks.Length;

    // A bit for each byte of the line; all of those behind it are set.
    private ulong[] _masks = new ulong[64];

    /// <summary>Whether all bytes of the line are ASCII.</summary>
    public bool IsAscii { get; private set; }

    public void Read(ReadOnlySpan<byte> line)
    {
        if (Vector512.IsHardwareAccelerated)
            Read<Block512>(line);
        else if (Vector256.IsHardwareAccelerated)
            Read<Pair<Block256>>(line);
        else
            Read<Pair<Pair<Block128>>>(line);
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte})"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Read<TBlock>(ReadOnlySpan<byte> line)
        where TBlock : struct, IBlock<TBlock>
    {
        var blocks = line.Length / BlockLength;
        if (_masks.Length <= blocks)
            _masks = new ulong[BitOperations.RoundUpToPowerOf2((uint)blocks + 1)];
        var masks = _masks;

        // The last one overlaps the block before.
        var last = line.Length < BlockLength ? Filled<TBlock>(line) : TBlock.Load(line[^BlockLength..]);
        var all = last;
        for (var block = 0; block < blocks; block++)
        {
            var bytes = TBlock.Load(line[(block * BlockLength)..]);
            all |= bytes;
            masks[block] = Ends(bytes);
        }

        var rest = line.Length % BlockLength;
        masks[blocks] = Ends(last) >> 1 >> (BlockLength - 1 - rest) | ulong.MaxValue << rest;
        IsAscii = all.Wide() == 0;
    }

    /// <summary>The first from there on; the length of the line where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int from) => BitMasks.Next(_masks, from);

    private static TBlock Filled<TBlock>(ReadOnlySpan<byte> line)
        where TBlock : struct, IBlock<TBlock>
    {
        Span<byte> filled = stackalloc byte[BlockLength];
        filled.Clear();
        line.CopyTo(filled[^line.Length..]);
        return TBlock.Load(filled);
    }

    // With this bit turned the quote is a blank, and control characters are still below it, but nothing else is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Ends<TBlock>(TBlock bytes)
        where TBlock : struct, IBlock<TBlock> => (bytes ^ (byte)2).Below((byte)' ' + 1) | bytes.Equal((byte)'\\');
}
