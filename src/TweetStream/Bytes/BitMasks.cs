using System.Numerics;
using System.Runtime.CompilerServices;

namespace TweetStream.Bytes;

/// <summary>A bit for each byte of some text, in masks of 64, the first byte lowest.</summary>
internal static class BitMasks
{
    public const int Length = 64;

    /// <summary>The place of the first bit that is set from <paramref name="from"/> on; there must be one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Next(ulong[] masks, int from)
    {
        var block = from / Length;
        var bits = masks[block] >> from;
        if (bits != 0)
            return from + BitOperations.TrailingZeroCount(bits);
        do
            bits = masks[++block];
        while (bits == 0);
        return (block * Length) + BitOperations.TrailingZeroCount(bits);
    }
}
