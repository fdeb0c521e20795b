namespace TweetStream.Posts.Json;

/// <summary>64 bytes in vector registers, asked for masks: bit i tells of byte i.</summary>
internal interface IBlock<TSelf>
    where TSelf : struct, IBlock<TSelf>
{
    /// <param name="bytes">At least 64.</param>
    static abstract TSelf Load(ReadOnlySpan<byte> bytes);

    TSelf Or(TSelf other);

    /// <summary>The bytes that are not ASCII.</summary>
    ulong Wide();

    ulong Equal(byte value);

    /// <summary>The bytes that are <paramref name="value"/> once the bit 0x20 is set in them.</summary>
    ulong EqualBut20(byte value);

    ulong Below(byte limit);

    ulong Digits();
}
