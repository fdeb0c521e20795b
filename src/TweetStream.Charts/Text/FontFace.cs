using System.Text;
using HarfBuzzSharp;
using SkiaSharp;
using SkiaSharp.HarfBuzz;
using ShapingBuffer = HarfBuzzSharp.Buffer;
using ShapingFont = HarfBuzzSharp.Font;

namespace TweetStream.Charts.Text;

/// <summary>
/// One typeface with its shaper, which is made when the first text asks for it and kept: both are costly.
/// Knows which characters it can draw; which face serves a text is <see cref="FontLibrary"/>'s to say.
/// </summary>
/// <param name="typeface">What to draw with.</param>
/// <param name="owned">
/// False for a typeface of the font manager: it hands the same object to all who ask, for the life of the process.
/// </param>
internal sealed class FontFace(SKTypeface typeface, bool owned) : IDisposable
{
    private ShapingFont? _shaper;

    public string Family { get; } = typeface.FamilyName;

    public SKTypeface Typeface => typeface;

    public bool IsEmoji { get; } = typeface.FamilyName.Contains("Emoji", StringComparison.OrdinalIgnoreCase);

    public bool Has(Rune character) => typeface.ContainsGlyph(character.Value);

    /// <summary>True when every character of <paramref name="cluster"/> that leaves a mark on paper has a glyph.</summary>
    public bool Has(ReadOnlySpan<char> cluster)
    {
        foreach (var character in cluster.EnumerateRunes())
            if (!Unicode.IsInvisible(character) && !Has(character))
                return false;
        return true;
    }

    /// <summary>Shapes what <paramref name="buffer"/> holds; its positions come back in units of <see cref="UnitsPerEm"/>.</summary>
    public void Shape(ShapingBuffer buffer) => (_shaper ??= CreateShaper()).Shape(buffer);

    public float UnitsPerEm { get; } = Math.Max(1, typeface.UnitsPerEm);

    /// <summary>A font to measure or draw with, unhinted so that a line looks the same at every scale; the caller's to dispose.</summary>
    public SKFont CreateFont(float size) => new(typeface, size)
    {
        Subpixel = true,
        LinearMetrics = true,
        Hinting = SKFontHinting.None,
        Edging = SKFontEdging.Antialias,
    };

    public void Dispose()
    {
        _shaper?.Dispose();
        if (owned)
            typeface.Dispose();
    }

    private ShapingFont CreateShaper()
    {
        using var blob = typeface.OpenStream(out var index).ToHarfBuzzBlob();
        using var face = new Face(blob, index) { Index = index, UnitsPerEm = (int)UnitsPerEm };
        var font = new ShapingFont(face);
        font.SetScale((int)UnitsPerEm, (int)UnitsPerEm);
        font.SetFunctionsOpenType();
        return font;
    }
}
