using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TweetStream.Bytes;

/// <summary>A block of 64 bytes in one register of 512 bits.</summary>
internal readonly struct Block512(Vector512<byte> bytes) : IBlock<Block512>
{
    private readonly Vector512<byte> _bytes = bytes;

    public static int Length => Vector512<byte>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block512 Load(ReadOnlySpan<byte> bytes) => new(Vector512.Create(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block512 Of(byte value) => new(Vector512.Create(value));

    public static Block512 Repeat(Vector128<byte> bytes) => new(Vector512.Create(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block512 operator |(Block512 left, Block512 right) => new(left._bytes | right._bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block512 operator &(Block512 left, Block512 right) => new(left._bytes & right._bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block512 operator ^(Block512 left, Block512 right) => new(left._bytes ^ right._bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block512 operator -(Block512 bytes, byte value) => new(bytes._bytes - Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block512 SubtractSaturate(byte value) => new(Vector512.SubtractSaturate(_bytes, Vector512.Create(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block512 UpperHalves() => new(_bytes >>> 4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block512 In(Block512 table) => new(Avx512BW.IsSupported ? Avx512BW.Shuffle(table._bytes, _bytes) : Vector512.ShuffleNative(table._bytes, _bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Wide() => _bytes.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value) => Vector512.Equals(_bytes, Vector512.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Below(byte limit) => Vector512.LessThan(_bytes, Vector512.Create(limit)).ExtractMostSignificantBits();
}
