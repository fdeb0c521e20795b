namespace TweetStream.Posts.Json;

/// <summary>64 bytes in vector registers, asked for masks: bit i tells of byte i.</summary>
internal interface IBlock<TSelf>
    where TSelf : struct, IBlock<TSelf>
{
    /// <param name="bytes">At least 64.</param>
    static abstract TSelf Load(ReadOnlySpan<byte> bytes);

    /// <summary>The bytes that are not ASCII.</summary>
    ulong Wide();

    ulong Equal(byte value);

    /// <summary>The bytes that are brackets or one of <c>Y</c>, <c>_</c>, <c>y</c> and DEL, which no token outside of a string has.</summary>
    ulong Brackets();

    ulong Below(byte limit);

    ulong Digits();

    ulong HexDigits();
}
