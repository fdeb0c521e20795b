using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TweetStream.Posts.Json;

/// <summary>A block in two registers of 256 bits, or in what the machine has instead.</summary>
internal readonly struct PairedBlock(Vector256<byte> low, Vector256<byte> high) : IBlock<PairedBlock>
{
    private const int Half = 32;

    private readonly Vector256<byte> _low = low;
    private readonly Vector256<byte> _high = high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PairedBlock Load(ReadOnlySpan<byte> bytes) => new(Vector256.Create(bytes), Vector256.Create(bytes[Half..]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Wide() => Mask(_low, _high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value)
    {
        var sought = Vector256.Create(value);
        return Mask(Vector256.Equals(_low, sought), Vector256.Equals(_high, sought));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Brackets()
    {
        var bits = Vector256.Create((byte)0x26);
        return new PairedBlock(_low | bits, _high | bits).Equal(0x7F);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Below(byte limit)
    {
        var limits = Vector256.Create(limit);
        return Mask(Vector256.LessThan(_low, limits), Vector256.LessThan(_high, limits));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Digits()
    {
        var zero = Vector256.Create((byte)'0');
        return new PairedBlock(_low - zero, _high - zero).Below(10);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HexDigits()
    {
        var bit = Vector256.Create((byte)0x20);
        var first = Vector256.Create((byte)'a');
        return Digits() | new PairedBlock((_low | bit) - first, (_high | bit) - first).Below(6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | (ulong)high.ExtractMostSignificantBits() << Half;
}
