using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TweetStream.Bytes;

/// <summary>A block of 16 bytes in one register of 128 bits.</summary>
internal readonly struct Block128(Vector128<byte> bytes) : IBlock<Block128>
{
    private readonly Vector128<byte> _bytes = bytes;

    public static int Length => Vector128<byte>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block128 Load(ReadOnlySpan<byte> bytes) => new(Vector128.Create(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block128 Of(byte value) => new(Vector128.Create(value));

    public static Block128 Repeat(Vector128<byte> bytes) => new(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block128 operator |(Block128 left, Block128 right) => new(left._bytes | right._bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block128 operator &(Block128 left, Block128 right) => new(left._bytes & right._bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block128 operator ^(Block128 left, Block128 right) => new(left._bytes ^ right._bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block128 operator -(Block128 bytes, byte value) => new(bytes._bytes - Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block128 SubtractSaturate(byte value) => new(Vector128.SubtractSaturate(_bytes, Vector128.Create(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block128 UpperHalves() => new(_bytes >>> 4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block128 In(Block128 table) => new(Vector128.ShuffleNative(table._bytes, _bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Wide() => _bytes.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value) => Vector128.Equals(_bytes, Vector128.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Below(byte limit) => Vector128.LessThan(_bytes, Vector128.Create(limit)).ExtractMostSignificantBits();
}
