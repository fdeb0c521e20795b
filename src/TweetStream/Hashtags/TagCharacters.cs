using System.Globalization;
using System.Text;
using TweetStream.Bytes;

namespace TweetStream.Hashtags;

/// <summary>The characters of a tag's body: letters, marks, decimal digits and a few signs that words of some scripts need.</summary>
internal static class TagCharacters
{
    [Flags]
    private enum Kind : byte
    {
        None = 0,
        TagCharacter = 1,
        LetterOrMark = 2,
    }

    // Of the BMP.
    private static readonly UnitTable<Kind> Kinds = UnitTable<Kind>.Of(unit => Rune.TryCreate(unit, out var rune) ? Classify(rune) : Kind.None);

    public static bool IsTagCharacter(byte ascii) => Kinds[(char)ascii] != Kind.None;

    public static bool IsTagCharacter(Rune rune) => KindOf(rune) != Kind.None;

    /// <summary>Whether it is one of those without which no tag is.</summary>
    public static bool IsLetterOrMark(Rune rune) => (KindOf(rune) & Kind.LetterOrMark) != Kind.None;

    /// <summary>Where the run of tag characters that begins at <paramref name="start"/> ends, and whether one of them is a letter or mark.</summary>
    public static int End(ReadOnlySpan<byte> text, int start, out bool hasLetter)
    {
        var seen = Kind.None;
        var at = start;
        while (at < text.Length)
        {
            var kind = KindAt(text[at..], out var width);
            if (kind == Kind.None)
                break;
            seen |= kind;
            at += width;
        }

        hasLetter = (seen & Kind.LetterOrMark) != Kind.None;
        return at;
    }

    private static Kind KindAt(ReadOnlySpan<byte> text, out int width)
    {
        if (text[0] < 0x80)
        {
            width = 1;
            return Kinds[(char)text[0]];
        }

        if (Utf8Unit.TryRead(text, out var unit, out width))
            return Kinds[unit];

        // What is not UTF-8 decodes to U+FFFD, which is no tag character.
        Rune.DecodeFromUtf8(text, out var rune, out width);
        return KindOf(rune);
    }

    private static Kind KindOf(Rune rune) => rune.IsBmp ? Kinds[(char)rune.Value] : Classify(rune);

    private static Kind Classify(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        <= UnicodeCategory.EnclosingMark => Kind.TagCharacter | Kind.LetterOrMark, // the five of letters, then the three of marks
        UnicodeCategory.DecimalDigitNumber => Kind.TagCharacter,
        _ => IsSpecial(rune.Value) ? Kind.TagCharacter : Kind.None,
    };

    private static bool IsSpecial(int scalar) => scalar
        is '_'
        or 0x00B7 // middle dot: Catalan il·lusió
        or 0x05BE or 0x05F3 or 0x05F4 // Hebrew maqaf, geresh, gershayim
        or 0x0F0B or 0x0F0C // Tibetan tsheg
        or 0x200C or 0x200D // zero-width non-joiner and joiner: Persian, Sinhala
        or 0x3003 or 0x301C or 0xFF5E // ditto mark, wave dash, full-width tilde
        or 0x309B or 0x309C or 0x30A0 or 0x30FB // kana voicing marks, double hyphen, middle dot
        or 0xA67E; // Cyrillic kavyka
}
