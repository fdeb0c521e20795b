using System.Globalization;
using System.Text;

namespace TweetStream.Hashtags;

/// <summary>
/// What folding makes of a single UTF-16 unit, and whether normalising could change it. Read from the runtime a page of 256 at a
/// time, when first needed, since asking it for one character takes longer than folding a whole tag may.
/// </summary>
internal static class CharacterFolds
{
    /// <summary>The one scalar that <see cref="string.Normalize(NormalizationForm)"/> refuses, though it is valid.</summary>
    public const char Unnormalisable = '\uFFFE';

    private const int PageSize = 256;
    private const int Settled = 0x10000;

    // An entry is the folded unit, and the flag Settled. Two threads may read the same page: they read the same.
    private static readonly int[]?[] Pages = new int[0x10000 / PageSize][];

    /// <summary>Whether <paramref name="unit"/> comes out of NFKC as it is, whatever stands before it. Some settled ones are not known as such.</summary>
    public static bool IsSettled(char unit) => (Entry(unit) & Settled) != 0;

    public static int FirstUnsettled(ReadOnlySpan<char> chars)
    {
        var i = 0;
        while (i < chars.Length && IsSettled(chars[i]))
            i++;
        return i;
    }

    /// <summary>
    /// Folds in place: every character becomes one that stands for all those that ordinal comparison without case takes for
    /// equal. That is the lower case of their upper case where the way back is open; elsewhere (İ, ß) it is the upper case.
    /// </summary>
    public static void Fold(Span<char> chars)
    {
        for (var i = 0; i < chars.Length; i++)
        {
            if (char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length)
                Fold(new Rune(chars[i], chars[i + 1])).EncodeToUtf16(chars[i++..]);
            else
                chars[i] = (char)Entry(chars[i]);
        }
    }

    private static Rune Fold(Rune rune)
    {
        var upper = Rune.ToUpperInvariant(rune);
        var lower = Rune.ToLowerInvariant(upper);
        return Rune.ToUpperInvariant(lower) == upper ? lower : upper;
    }

    private static int Entry(char unit) => (Pages[unit / PageSize] ??= Read(unit / PageSize))[unit % PageSize];

    private static int[] Read(int page)
    {
        Span<char> units = stackalloc char[PageSize];
        for (var i = 0; i < PageSize; i++)
            units[i] = (char)((page * PageSize) + i);
        Span<char> upper = stackalloc char[PageSize];
        Span<char> lower = stackalloc char[PageSize];
        Span<char> back = stackalloc char[PageSize];
        ((ReadOnlySpan<char>)units).ToUpperInvariant(upper);
        ((ReadOnlySpan<char>)upper).ToLowerInvariant(lower);
        ((ReadOnlySpan<char>)lower).ToUpperInvariant(back);

        var entries = new int[PageSize];
        for (var i = 0; i < PageSize; i++)
            entries[i] = (back[i] == upper[i] ? lower[i] : upper[i]) | (StaysInNfkc(units[i]) ? Settled : 0);
        return entries;
    }

    private static bool StaysInNfkc(char unit)
    {
        // What changes together with the character before it is a mark or a conjoining Hangul letter.
        if (char.IsSurrogate(unit) || unit is Unnormalisable or (>= '\u1100' and <= '\u11FF') or (>= '\uD7B0' and <= '\uD7FF'))
            return false;
        return CharUnicodeInfo.GetUnicodeCategory(unit) is < UnicodeCategory.NonSpacingMark or > UnicodeCategory.EnclosingMark
            && new ReadOnlySpan<char>(in unit).IsNormalized(NormalizationForm.FormKC);
    }
}
