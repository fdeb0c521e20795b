using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace TweetStream.Charts.Text;

/// <summary>The few properties of characters that setting a line of text asks for.</summary>
internal static class Unicode
{
    public static readonly Script Common = Script.Parse("Zyyy");
    private static readonly Script Inherited = Script.Parse("Zinh");
    private static readonly Script Unknown = Script.Parse("Zzzz");

    public static Script ScriptOf(Rune character) => UnicodeFunctions.Default.GetScript(character.Value);

    /// <summary>False for what every script shares: punctuation, digits, symbols, emoji.</summary>
    public static bool IsOfOneScript(Script script) => script != Common && script != Inherited && script != Unknown;

    /// <summary>Unassigned and private characters: no font is worth a search for them.</summary>
    public static bool IsUnassigned(Rune character) =>
        Rune.GetUnicodeCategory(character) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;

    /// <summary>Joiners, variation selectors, tags and fillers: they steer their neighbours and have no glyph of their own.</summary>
    public static bool IsInvisible(Rune character) => character.Value
        is 0x00AD or 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0
        or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200F) or (>= 0x2060 and <= 0x206F)
        or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>True for a cluster that is a picture by Unicode's own words: in the emoji planes or marked as such.</summary>
    public static bool IsEmoji(ReadOnlySpan<char> cluster)
    {
        const char textSelector = '\uFE0E', emojiSelector = '\uFE0F', keycap = '\u20E3';
        if (cluster.Contains(textSelector))
            return false;
        Rune.DecodeFromUtf16(cluster, out var first, out _);
        return first.Value is >= 0x1F000 and <= 0x1FAFF || cluster.ContainsAny(emojiSelector, keycap);
    }
}
