using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TweetStream.Hashtags;

/// <summary>
/// Up to 23 bytes and their number as three words, filled up with zeros: most tags, compared and hashed without a loop. As
/// bytes in memory they stand in their order, and their number is the last one.
/// </summary>
internal readonly record struct ShortBytes(ulong First, ulong Second, ulong Third)
{
    public const int Capacity = (3 * Word) - 1;

    /// <summary>How many bytes are read at once where others stand behind the last.</summary>
    public const int Reach = 4 * Word;

    private const int Word = sizeof(ulong);
    private const int LengthShift = 56;
    private const ulong LongMark = 0xFFUL << LengthShift;

    private static ReadOnlySpan<byte> Positions => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31];

    /// <summary>Whether these stand for more bytes, which are elsewhere.</summary>
    public bool IsLong => Third >= LongMark;

    /// <summary>Whether short ones are all below 0x80.</summary>
    public bool IsAscii => ((First | Second | Third) & 0x8080_8080_8080_8080) == 0;

    /// <summary>Whether short ones are all small ASCII letters or digits, none of which has another key than itself.</summary>
    public bool IsSmallAscii => ((IsNoSmall(First) | IsNoSmall(Second) | IsNoSmall(Third)) & 0x8080_8080_8080_8080) == 0;

    /// <summary>Where the bytes begin that these stand for.</summary>
    public int Start => (int)First;

    public int Length => IsLong ? (int)Second : (int)(Third >> LengthShift);

    /// <param name="bytes">At most <see cref="Capacity"/>.</param>
    public static ShortBytes Of(ReadOnlySpan<byte> bytes)
    {
        var length = (ulong)bytes.Length << LengthShift;
        return bytes.Length switch
        {
            <= Word => new(UpToWord(bytes), 0, length),
            <= 2 * Word => new(Read(bytes), EndFrom(bytes, Word), length),
            _ => new(Read(bytes), Read(bytes[Word..]), EndFrom(bytes, 2 * Word) | length),
        };
    }

    /// <summary>Makes a value of the first so many bytes. One that is returned would be put together in memory, and waited for.</summary>
    /// <param name="bytes">At least <see cref="Reach"/>; what stands behind the first ones is left out.</param>
    /// <param name="length">At most <see cref="Capacity"/>.</param>
    /// <param name="into">Begins with the value; at least <see cref="Reach"/> bytes, of which those behind it are overwritten.</param>
    public static void Write(ReadOnlySpan<byte> bytes, int length, Span<byte> into)
    {
        var lengths = Vector256.Create((byte)length);
        var kept = Vector256.Create(bytes) & Vector256.LessThan(Vector256.Create(Positions), lengths);
        (kept | (lengths & Vector256.Equals(Vector256.Create(Positions), Vector256.Create((byte)Capacity)))).CopyTo(into);
    }

    /// <summary>What stands for so many bytes elsewhere, equal to no short ones.</summary>
    public static ShortBytes Long(int start, int length) => new((ulong)start, (ulong)length, LongMark);

    /// <summary>Equality without a branch, for those that compare many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEqual(in ShortBytes other) => ((First ^ other.First) | (Second ^ other.Second) | (Third ^ other.Third)) == 0;

    /// <summary>The bytes themselves, of those that are short, or from where they are.</summary>
    public static ReadOnlySpan<byte> AsSpan(ref readonly ShortBytes value, ReadOnlySpan<byte> elsewhere) =>
        value.IsLong ? elsewhere.Slice(value.Start, value.Length) : MemoryMarshal.AsBytes(new ReadOnlySpan<ShortBytes>(in value))[..value.Length];

    // By the highest bit of each byte: what is not ASCII, and what has bit 6 and not bit 5, as capitals and the underscore.
    private static ulong IsNoSmall(ulong word) => word | ((word << 1) & ~(word << 2));

    private static ulong Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    // What stands from a place on, at least a byte and at most a word: the last word of all, without what it has from before.
    private static ulong EndFrom(ReadOnlySpan<byte> bytes, int start) => Read(bytes[^Word..]) >> (8 * (Word - (bytes.Length - start)));

    // Two halves, or three bytes, which overlap where there are fewer.
    private static ulong UpToWord(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        0 => 0,
        < Word / 2 => bytes[0] | ((ulong)bytes[bytes.Length / 2] << (8 * (bytes.Length / 2))) | ((ulong)bytes[^1] << (8 * (bytes.Length - 1))),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^(Word / 2)..]) << (8 * (bytes.Length - (Word / 2)))),
    };
}
