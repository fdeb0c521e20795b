using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace TweetStream.Bytes;

/// <summary>
/// Tells whether bytes are UTF-8, 64 at a time whatever the script: the framework's check is as fast only for ASCII.
/// Method: J. Keiser and D. Lemire, "Validating UTF-8 in less than one instruction per byte" (2021).
/// </summary>
internal static class Utf8Check
{
    /// <summary>How many bytes are checked at a time.</summary>
    public const int Step = BitMasks.Length;

    /// <summary>Fewest bytes that can be checked step by step: in the last one, which may overlap the one before, a character has up to three bytes before its last.</summary>
    public const int Least = Step + Reach;

    private const int Reach = 3;

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
    private const byte Carry = TooShort | TooLong | TwoContinuations; // for these the lower half does not matter

    /// <summary>Whether <paramref name="bytes"/> are nothing but whole characters in UTF-8.</summary>
    public static bool IsValid(ReadOnlySpan<byte> bytes) =>
        bytes.Length < Least ? Utf8.IsValid(bytes)
            : Vector512.IsHardwareAccelerated ? IsValid<Block512>(bytes)
            : Vector256.IsHardwareAccelerated ? IsValid<Pair<Block256>>(bytes)
            : IsValid<Pair<Pair<Block128>>>(bytes);

    /// <inheritdoc cref="IsValid(ReadOnlySpan{byte})"/>
    /// <param name="bytes">At least <see cref="Least"/>.</param>
    public static bool IsValid<TBlock>(ReadOnlySpan<byte> bytes)
        where TBlock : struct, IBlock<TBlock>
    {
        var (errors, wasAscii) = (0UL, true);
        for (var at = 0; at < bytes.Length; at += Step)
        {
            var from = Math.Min(at, bytes.Length - Step);
            var step = TBlock.Load(bytes[from..]);
            var isAscii = step.Wide() == 0;
            if (!(wasAscii & isAscii))
                errors |= Errors(bytes, from, step);
            wasAscii = isAscii;
        }

        return errors == 0 && !IsCutOff(bytes);
    }

    /// <summary>
    /// Checks a step, the steps before it being checked already: a bit for each byte that shows that something is wrong. The
    /// first is at the first byte that cannot follow those before it. An ASCII step behind another, or at the start, needs no check.
    /// </summary>
    /// <param name="bytes">The step, and what stands before it.</param>
    /// <param name="at">Where the step begins: 0, or at least 3.</param>
    /// <param name="step">Its bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Errors<TBlock>(ReadOnlySpan<byte> bytes, int at, TBlock step)
        where TBlock : struct, IBlock<TBlock> =>
        at == 0 ? ErrorsAtStart(step, bytes) : Errors(step, bytes[(at - Reach)..]);

    // As behind bytes that are right.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong ErrorsAtStart<TBlock>(TBlock step, ReadOnlySpan<byte> bytes)
        where TBlock : struct, IBlock<TBlock>
    {
        Span<byte> behind = stackalloc byte[Reach + Step];
        behind.Clear();
        bytes[..Step].CopyTo(behind[Reach..]);
        return Errors<TBlock>(step, behind);
    }

    // Of what the step is and what stands before it, from so far on as a character reaches.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Errors<TBlock>(TBlock step, ReadOnlySpan<byte> bytes)
        where TBlock : struct, IBlock<TBlock>
    {
        var before = TBlock.Load(bytes[(Reach - 1)..]);
        var pairs = before.UpperHalves().In(Tables<TBlock>.FirstUpper) & (before & (byte)0x0F).In(Tables<TBlock>.FirstLower) & step.UpperHalves().In(Tables<TBlock>.SecondUpper);
        // Behind the first of three or four bytes two continuations are not wrong, but required.
        var required = TBlock.Load(bytes[(Reach - 2)..]).SubtractSaturate(0xE0 - TwoContinuations)
            | TBlock.Load(bytes[(Reach - 3)..]).SubtractSaturate(0xF0 - TwoContinuations);
        return ~(pairs ^ (required & TwoContinuations)).Equal(0);
    }

    private static bool IsCutOff(ReadOnlySpan<byte> bytes) => bytes[^1] >= 0xC0 || bytes[^2] >= 0xE0 || bytes[^3] >= 0xF0;

    // By half bytes. Constants to the compiler, once they are set.
    private static class Tables<TBlock>
        where TBlock : struct, IBlock<TBlock>
    {
        public static readonly TBlock FirstUpper = TBlock.Repeat(Vector128.Create(
            TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
            TwoContinuations, TwoContinuations, TwoContinuations, TwoContinuations,
            TooShort | Overlong2, TooShort, TooShort | Overlong3 | Surrogate, TooShort | TooLarge | TooLarge1000OrOverlong4));

        public static readonly TBlock FirstLower = TBlock.Repeat(Vector128.Create(
            Carry | Overlong3 | Overlong2 | TooLarge1000OrOverlong4, Carry | Overlong2, Carry, Carry,
            Carry | TooLarge, Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4,
            Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4,
            Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4 | Surrogate, Carry | TooLarge | TooLarge1000OrOverlong4, Carry | TooLarge | TooLarge1000OrOverlong4));

        public static readonly TBlock SecondUpper = TBlock.Repeat(Vector128.Create(
            TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
            TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge1000OrOverlong4,
            TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge,
            TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
            TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
            TooShort, TooShort, TooShort, TooShort));
    }
}
