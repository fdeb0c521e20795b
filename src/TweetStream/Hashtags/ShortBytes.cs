using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TweetStream.Hashtags;

/// <summary>
/// Up to 24 bytes as three numbers, filled up with zeros: most tags, compared and hashed without a loop. As bytes in memory
/// they stand in their order. Its owner knows the length.
/// </summary>
internal readonly record struct ShortBytes(ulong First, ulong Second, ulong Third)
{
    public const int Capacity = 3 * sizeof(ulong);

    private static ReadOnlySpan<byte> Positions => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31];

    /// <param name="bytes">At most <see cref="Capacity"/>.</param>
    public static ShortBytes Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> filled = stackalloc byte[Vector256<byte>.Count];
        filled.Clear();
        bytes.CopyTo(filled);
        return Of(Vector256.Create<byte>(filled), bytes.Length);
    }

    /// <summary>The first so many of 32 bytes; what stands behind them is left out.</summary>
    public static ShortBytes Of(Vector256<byte> bytes, int length)
    {
        var kept = (bytes & Vector256.LessThan(Vector256.Create(Positions), Vector256.Create((byte)length))).AsUInt64();
        return new(kept[0], kept[1], kept[2]);
    }

    /// <summary>The bytes of <paramref name="value"/>, of which there are so many.</summary>
    public static ReadOnlySpan<byte> AsSpan(ref readonly ShortBytes value, int length) => MemoryMarshal.AsBytes(new ReadOnlySpan<ShortBytes>(in value))[..length];
}
