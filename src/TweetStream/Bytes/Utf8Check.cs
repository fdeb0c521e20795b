using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace TweetStream.Bytes;

/// <summary>
/// Tells whether bytes are UTF-8, 16 at a time whatever the script: the framework's check is as fast only for ASCII.
/// Method: J. Keiser and D. Lemire, "Validating UTF-8 in less than one instruction per byte" (2021).
/// </summary>
internal static class Utf8Check
{
    // What may be wrong with two bytes that follow each other. An error is named by each of three half bytes: the upper and
    // the lower half of the first byte, and the upper half of the second.
    private const byte TooShort = 1 << 0; // 11______ 0_______, 11______ 11______
    private const byte TooLong = 1 << 1; // 0_______ 10______
    private const byte Overlong3 = 1 << 2; // 11100000 100_____
    private const byte TooLarge = 1 << 3; // 11110100 1001____ and above
    private const byte Surrogate = 1 << 4; // 11101101 101_____
    private const byte Overlong2 = 1 << 5; // 1100000_ 10______
    private const byte TooLarge1000OrOverlong4 = 1 << 6; // 11110101 1000____ and above, 11110000 1000____
    private const byte TwoContinuations = 1 << 7; // 10______ 10______, right only as the third or fourth of a character
    private const int Step = 16;
    private const byte Carry = TooShort | TooLong | TwoContinuations; // for these the lower half does not matter

    private static Vector128<byte> FirstUpper => Vector128.Create(
        TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
        TwoContinuations, TwoContinuations, TwoContinuations, TwoContinuations,
        TooShort | Overlong2, TooShort, TooShort | Overlong3 | Surrogate, TooShort | TooLarge | TooLarge1000OrOverlong4);

    private static Vector128<byte> FirstLower => Vector128.Create(
        Carry | Overlong3 | Overlong2 | TooLarge1000OrOverlong4, Carry | Overlong2, Carry, Carry,
        Carry | TooLarge, Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4,
        Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4,
        Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4 | Surrogate, Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4);

    private static Vector128<byte> SecondUpper => Vector128.Create(
        TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge1000OrOverlong4,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooShort, TooShort, TooShort, TooShort);

    /// <summary>Whether <paramref name="bytes"/> are nothing but whole characters in UTF-8.</summary>
    public static bool IsValid(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 * Step)
            return Utf8.IsValid(bytes);
        var first = Vector128.Create(bytes);
        var errors = Errors(first, Behind(first, 1), Behind(first, 2), Behind(first, 3));
        for (var at = Step; at < bytes.Length; at += Step)
        {
            at = SkipAscii(bytes, at);
            // The last step overlaps the one before.
            var from = Math.Min(at, bytes.Length - Step);
            errors |= Errors(Vector128.Create(bytes[from..]), Vector128.Create(bytes[(from - 1)..]), Vector128.Create(bytes[(from - 2)..]), Vector128.Create(bytes[(from - 3)..]));
        }

        return errors == Vector128<byte>.Zero && !IsCutOff(bytes);
    }

    private static int SkipAscii(ReadOnlySpan<byte> bytes, int at)
    {
        // The three before as well: one of them may begin a character.
        while (at + Vector512<byte>.Count <= bytes.Length && (Vector512.Create(bytes[at..]).ExtractMostSignificantBits() == 0) & ((bytes[at - 1] | bytes[at - 2] | bytes[at - 3]) < 0x80))
            at += Vector512<byte>.Count;
        return at;
    }

    private static Vector512<byte> Wide(Vector128<byte> table) => Vector512.Create(Vector256.Create(table, table), Vector256.Create(table, table));

    private static Vector128<byte> Errors(Vector128<byte> bytes, Vector128<byte> before, Vector128<byte> secondBefore, Vector128<byte> thirdBefore)
    {
        var half = Vector128.Create((byte)0x0F);
        var pairs = Vector128.ShuffleNative(FirstUpper, before >>> 4)
            & Vector128.ShuffleNative(FirstLower, before & half)
            & Vector128.ShuffleNative(SecondUpper, bytes >>> 4);
        // Behind the first of three or four bytes two continuations are not wrong, but required.
        var required = Vector128.GreaterThanOrEqual(secondBefore, Vector128.Create((byte)0xE0)) | Vector128.GreaterThanOrEqual(thirdBefore, Vector128.Create((byte)0xF0));
        return pairs ^ (required & Vector128.Create(TwoContinuations));
    }

    /// <summary>
    /// The same for 64 bytes in the midst of others: a bit for each that shows that something is wrong, which is at the first
    /// byte that cannot follow those before it.
    /// </summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="before">What stands one byte before each of them.</param>
    /// <param name="secondBefore">What stands two bytes before.</param>
    /// <param name="thirdBefore">What stands three bytes before.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Errors(Vector512<byte> bytes, Vector512<byte> before, Vector512<byte> secondBefore, Vector512<byte> thirdBefore)
    {
        var half = Vector512.Create((byte)0x0F);
        var pairs = Vector512.ShuffleNative(Wide(FirstUpper), before >>> 4)
            & Vector512.ShuffleNative(Wide(FirstLower), before & half)
            & Vector512.ShuffleNative(Wide(SecondUpper), bytes >>> 4);
        // Behind the first of three or four bytes two continuations are not wrong, but required.
        var required = Vector512.SubtractSaturate(secondBefore, Vector512.Create((byte)(0xE0 - TwoContinuations)))
            | Vector512.SubtractSaturate(thirdBefore, Vector512.Create((byte)(0xF0 - TwoContinuations)));
        return ~Vector512.Equals(pairs ^ (required & Vector512.Create(TwoContinuations)), Vector512<byte>.Zero).ExtractMostSignificantBits();
    }

    // What stands so far before each byte at the start of all, where before the first there is nothing.
    private static Vector128<byte> Behind(Vector128<byte> bytes, byte distance) => Vector128.Shuffle(bytes, Vector128<byte>.Indices - Vector128.Create(distance));

    private static bool IsCutOff(ReadOnlySpan<byte> bytes) => bytes[^1] >= 0xC0 || bytes[^2] >= 0xE0 || bytes[^3] >= 0xF0;
}
