using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TweetStream.Posts.Json;

/// <summary>A block in one register of 512 bits.</summary>
internal readonly struct WideBlock(Vector512<byte> bytes) : IBlock<WideBlock>
{
    private readonly Vector512<byte> _bytes = bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideBlock Load(ReadOnlySpan<byte> bytes) => new(Vector512.Create(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Wide() => _bytes.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value) => Vector512.Equals(_bytes, Vector512.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Brackets() => Vector512.Equals(_bytes | Vector512.Create((byte)0x26), Vector512.Create((byte)0x7F)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Below(byte limit) => Vector512.LessThan(_bytes, Vector512.Create(limit)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Digits() => Vector512.LessThan(_bytes - Vector512.Create((byte)'0'), Vector512.Create((byte)10)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HexDigits() =>
        Digits() | Vector512.LessThan((_bytes | Vector512.Create((byte)0x20)) - Vector512.Create((byte)'a'), Vector512.Create((byte)6)).ExtractMostSignificantBits();
}
