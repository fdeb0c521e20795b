using System.Globalization;
using System.Text;

namespace TweetStream.Hashtags;

/// <summary>
/// What folding makes of a single UTF-16 unit, and whether normalising could change it.
/// </summary>
internal static class CharacterFolds
{
    /// <summary>The one scalar that <see cref="string.Normalize(NormalizationForm)"/> refuses, though it is valid.</summary>
    public const char Unnormalisable = '\uFFFE';

    private const int Settled = 0x10000;
    private const int Lone = 0x20000;

    // The folded unit, and a flag or none.
    private static readonly UnitTable<int> Entries = new(Read);

    /// <summary>Whether <paramref name="unit"/> comes out of NFKC as it is, whatever stands before it. Some settled ones are not known as such.</summary>
    public static bool IsSettled(char unit) => (Entries[unit] & Settled) != 0;

    public static int FirstUnsettled(ReadOnlySpan<char> chars)
    {
        var i = 0;
        while (i < chars.Length && IsSettled(chars[i]))
            i++;
        return i;
    }

    /// <summary>Whether <paramref name="unit"/> comes out of NFKC and of folding as it is, whatever stands before it.</summary>
    public static bool IsUnchanged(char unit) => Entries[unit] == (unit | Settled);

    /// <summary>The same, unless another such mark stands before it.</summary>
    public static bool IsUnchangedAlone(char unit) => Entries[unit] == (unit | Lone);

    /// <summary>
    /// Folds valid UTF-16 in place: every character becomes one that stands for all those that ordinal comparison without
    /// case takes for equal. That is the lower case of their upper case where the way back is open, elsewhere (İ, ẞ) the
    /// upper case itself.
    /// </summary>
    public static void Fold(Span<char> chars)
    {
        for (var i = 0; i < chars.Length; i++)
        {
            if (!char.IsSurrogate(chars[i]))
                chars[i] = (char)Entries[chars[i]];
            else if (AstralFolds.Lower.TryGetValue(new Rune(chars[i], chars[++i]), out var lower))
                lower.EncodeToUtf16(chars[(i - 1)..]);
        }
    }

    private static int[] Read(char first)
    {
        const int size = UnitTable<int>.PageSize;
        Span<char> units = stackalloc char[size];
        for (var i = 0; i < size; i++)
            units[i] = (char)(first + i);
        Span<char> upper = stackalloc char[size];
        Span<char> lower = stackalloc char[size];
        Span<char> back = stackalloc char[size];
        ((ReadOnlySpan<char>)units).ToUpperInvariant(upper);
        ((ReadOnlySpan<char>)upper).ToLowerInvariant(lower);
        ((ReadOnlySpan<char>)lower).ToUpperInvariant(back);

        var entries = new int[size];
        for (var i = 0; i < size; i++)
            entries[i] = (back[i] == upper[i] ? lower[i] : upper[i]) | FlagOf(units[i]);
        return entries;
    }

    private static int FlagOf(char unit)
    {
        // What changes together with the character before it is a mark or a conjoining Hangul letter.
        if (char.IsSurrogate(unit) || unit is Unnormalisable or (>= '\u1100' and <= '\u11FF') or (>= '\uD7B0' and <= '\uD7FF') || !new ReadOnlySpan<char>(in unit).IsNormalized(NormalizationForm.FormKC))
            return 0;
        if (CharUnicodeInfo.GetUnicodeCategory(unit) is < UnicodeCategory.NonSpacingMark or > UnicodeCategory.EnclosingMark)
            return Settled;
        return Marks.Compose(unit) ? 0 : Marks.ChangePlaces(unit) ? Lone : Settled;
    }

    /// <summary>What marks do in normalisation, found out by trying.</summary>
    private static class Marks
    {
        // What stands behind the first in a character's canonical decomposition.
        private static readonly HashSet<char> Composing = ReadComposing();

        /// <summary>Whether the mark may become one character with the one before it.</summary>
        public static bool Compose(char mark) => Composing.Contains(mark);

        /// <summary>Whether the mark may change places with another: beside those of the lowest and of the highest class, only one of no class stays.</summary>
        public static bool ChangePlaces(char mark) =>
            !$"\u0345{mark}".IsNormalized(NormalizationForm.FormD) || !$"{mark}\u0334".IsNormalized(NormalizationForm.FormD);

        private static HashSet<char> ReadComposing()
        {
            var composing = new HashSet<char>();
            Span<char> parts = stackalloc char[16];
            for (var unit = '\u00C0'; unit < '\uFFFE'; unit++)
            {
                var one = new ReadOnlySpan<char>(in unit);
                // Ideographs, Hangul and private characters have no marks in them.
                if (unit is (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uF8FF') || one.IsNormalized(NormalizationForm.FormD) || !one.TryNormalize(parts, out var length, NormalizationForm.FormD))
                    continue;
                foreach (var part in parts[1..length])
                    composing.Add(part);
            }

            return composing;
        }
    }

    /// <summary>
    /// Letters beyond the BMP that have a lower case. The comparison itself is asked for it: it knows letters for which the
    /// runtime's case mapping depends on the age of the system's ICU.
    /// </summary>
    private static class AstralFolds
    {
        public static readonly Dictionary<Rune, Rune> Lower = Read();

        private static Dictionary<Rune, Rune> Read()
        {
            var lower = new Dictionary<Rune, Rune>();
            var letters = Enumerable.Range(0x10000, 0x10000).Select(scalar => new Rune(scalar)).ToLookup(Rune.GetUnicodeCategory);
            var representatives = new Dictionary<string, Rune>(StringComparer.OrdinalIgnoreCase);
            foreach (var letter in letters[UnicodeCategory.LowercaseLetter])
                representatives.TryAdd(letter.ToString(), letter);
            foreach (var letter in letters[UnicodeCategory.UppercaseLetter])
            {
                if (representatives.TryGetValue(letter.ToString(), out var representative))
                    lower.Add(letter, representative);
            }

            return lower;
        }
    }
}
