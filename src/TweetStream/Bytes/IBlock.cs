using System.Runtime.Intrinsics;

namespace TweetStream.Bytes;

/// <summary>
/// Bytes in vector registers. Operators and methods that return a block work on each byte; those that return masks tell of
/// byte i by bit i. Whoever goes through bytes does so by blocks of 64, in the registers that the machine has: in place of
/// longer ones the runtime makes calls, several times slower.
/// </summary>
internal interface IBlock<TSelf>
    where TSelf : struct, IBlock<TSelf>
{
    /// <summary>Number of bytes, at most 64.</summary>
    static abstract int Length { get; }

    /// <param name="bytes">At least <see cref="Length"/>.</param>
    static abstract TSelf Load(ReadOnlySpan<byte> bytes);

    /// <summary>The same byte everywhere.</summary>
    static abstract TSelf Of(byte value);

    /// <summary>The same 16 bytes again and again. To be kept: it takes longer than to look something up in them.</summary>
    static abstract TSelf Repeat(Vector128<byte> bytes);

    static abstract TSelf operator |(TSelf left, TSelf right);

    static virtual TSelf operator |(TSelf bytes, byte value) => bytes | TSelf.Of(value);

    static abstract TSelf operator &(TSelf left, TSelf right);

    static virtual TSelf operator &(TSelf bytes, byte value) => bytes & TSelf.Of(value);

    static abstract TSelf operator ^(TSelf left, TSelf right);

    static virtual TSelf operator ^(TSelf bytes, byte value) => bytes ^ TSelf.Of(value);

    static abstract TSelf operator -(TSelf bytes, byte value);

    /// <summary>The difference, 0 where it would be negative.</summary>
    TSelf SubtractSaturate(byte value);

    /// <summary>The upper four bits.</summary>
    TSelf UpperHalves();

    /// <summary>What stands in a table at these bytes.</summary>
    /// <param name="table">Of <see cref="Repeat"/>, for bytes below 16; the others get anything.</param>
    TSelf In(TSelf table);

    /// <summary>The bytes whose highest bit is set, as in all that are not ASCII.</summary>
    ulong Wide();

    ulong Equal(byte value);

    ulong Below(byte limit);
}
