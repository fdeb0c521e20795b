using System.Globalization;
using System.Text;

namespace TweetStream.Charts.Text;

/// <summary>
/// Makes text from outside fit to be drawn on one line: nothing that steers a terminal or turns the writing direction
/// round, no half characters, no towers of accents, and never more than a line can show.
/// </summary>
internal static class DisplayText
{
    /// <summary>UTF-16 units looked at; several times what fits on the widest line.</summary>
    public const int LongestText = 1024;

    /// <summary>Marks on one letter; no script in use needs more.</summary>
    public const int MostMarks = 8;

    private const string Nothing = "\uFFFD";

    /// <summary>The drawable form of <paramref name="text"/>, composed (NFC); one replacement character where nothing visible is left.</summary>
    public static string Clean(string text)
    {
        var cleaned = new StringBuilder(Math.Min(text.Length, LongestText));
        var visible = false;
        var marks = 0;
        foreach (var character in Head(text).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(character);
            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (marks > MostMarks || IsDropped(character, category))
                continue;
            var space = Rune.IsWhiteSpace(character) || category == UnicodeCategory.Control;
            visible |= !space && !Unicode.IsInvisible(character);
            cleaned.Append(space ? " " : character.ToString());
        }
        return visible ? cleaned.ToString().Normalize(NormalizationForm.FormC) : Nothing;
    }

    private static ReadOnlySpan<char> Head(string text)
    {
        if (text.Length <= LongestText)
            return text;
        var end = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return text.AsSpan(0, end);
    }

    private static bool IsDropped(Rune character, UnicodeCategory category)
    {
        const int zeroWidthNonJoiner = 0x200C, zeroWidthJoiner = 0x200D;
        return category switch
        {
            UnicodeCategory.Control => !Rune.IsWhiteSpace(character),
            // Joiners shape Persian, Indic scripts and emoji; tags spell regional flags; the rest of the visible
            // ones are Arabic number signs. What is dropped: overrides, embeddings, isolates, marks of direction, BOM.
            UnicodeCategory.Format => character.Value is not (zeroWidthNonJoiner or zeroWidthJoiner
                or (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x08E2
                or (>= 0xE0020 and <= 0xE007F)),
            _ => false,
        };
    }
}
