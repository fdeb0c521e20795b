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
    private const int BlockLength = 64;

    // A bit for each byte of the line; all of those behind it are set.
    private ulong[] _masks = new ulong[64];

    /// <summary>Whether all bytes of the line are ASCII.</summary>
    public bool IsAscii { get; private set; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Read(ReadOnlySpan<byte> line)
    {
        var blocks = line.Length / BlockLength;
        if (_masks.Length <= blocks)
            _masks = new ulong[BitOperations.RoundUpToPowerOf2((uint)blocks + 1)];
        var masks = _masks;
        var all = Vector512<byte>.Zero;
        for (var block = 0; block < blocks; block++)
        {
            var bytes = Vector512.Create(line[(block * BlockLength)..]);
            all |= bytes;
            masks[block] = Ends(bytes);
        }

        // Overlaps the block before.
        var last = line.Length < BlockLength ? Filled(line) : Vector512.Create(line[^BlockLength..]);
        var rest = line.Length % BlockLength;
        masks[blocks] = Ends(last) >> 1 >> (BlockLength - 1 - rest) | ulong.MaxValue << rest;
        IsAscii = (all | last).ExtractMostSignificantBits() == 0;
    }

    /// <summary>The first from there on; the length of the line where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int from) => BitMasks.Next(_masks, from);

    private static Vector512<byte> Filled(ReadOnlySpan<byte> line)
    {
        Span<byte> filled = stackalloc byte[BlockLength];
        filled.Clear();
        line.CopyTo(filled[^line.Length..]);
        return Vector512.Create<byte>(filled);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Ends(Vector512<byte> bytes)
    {
        // With this bit turned the quote is a blank, and control characters are still below it, but nothing else is.
        var ends = Vector512.LessThanOrEqual(bytes ^ Vector512.Create((byte)2), Vector512.Create((byte)' '));
        return (ends | Vector512.Equals(bytes, Vector512.Create((byte)'\\'))).ExtractMostSignificantBits();
    }
}
