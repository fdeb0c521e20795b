using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TweetStream.Bytes;

/// <summary>A block of 32 bytes in one register of 256 bits.</summary>
internal readonly struct Block256(Vector256<byte> bytes) : IBlock<Block256>
{
    private readonly Vector256<byte> _bytes = bytes;

    public static int Length => Vector256<byte>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block256 Load(ReadOnlySpan<byte> bytes) => new(Vector256.Create(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block256 Of(byte value) => new(Vector256.Create(value));

    public static Block256 Repeat(Vector128<byte> bytes) => new(Vector256.Create(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block256 operator |(Block256 left, Block256 right) => new(left._bytes | right._bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block256 operator &(Block256 left, Block256 right) => new(left._bytes & right._bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block256 operator ^(Block256 left, Block256 right) => new(left._bytes ^ right._bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block256 operator -(Block256 bytes, byte value) => new(bytes._bytes - Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block256 SubtractSaturate(byte value) => new(Vector256.SubtractSaturate(_bytes, Vector256.Create(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block256 UpperHalves() => new(_bytes >>> 4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block256 In(Block256 table) => new(Avx2.IsSupported ? Avx2.Shuffle(table._bytes, _bytes) : Vector256.ShuffleNative(table._bytes, _bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Wide() => _bytes.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value) => Vector256.Equals(_bytes, Vector256.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Below(byte limit) => Vector256.LessThan(_bytes, Vector256.Create(limit)).ExtractMostSignificantBits();
}
