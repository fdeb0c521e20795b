using SkiaSharp;

namespace TweetStream.Tests.Charts;

/// <summary>What the fonts of this machine can draw, asked one by one and not by the library under test.</summary>
internal static class MachineFonts
{
    public static bool Have(string text) =>
        text.EnumerateRunes().All(character => SKFontManager.Default.FontFamilies.Any(family =>
            SKFontManager.Default.MatchFamily(family) is { } typeface && typeface.ContainsGlyph(character.Value)));

    public static void SkipWithout(string text) => Skip.IfNot(Have(text), $"this machine has no font for {text}");
}
