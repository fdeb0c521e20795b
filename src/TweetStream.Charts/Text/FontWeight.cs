namespace TweetStream.Charts.Text;

/// <summary>Weights of the bundled font, as OpenType numbers them.</summary>
internal enum FontWeight
{
    Regular = 400,
    Medium = 500,
    SemiBold = 600,
    Bold = 700,
}

/// <summary>How a line of text is set.</summary>
/// <param name="Weight">Weight of the glyphs; a fallback font gives its nearest one.</param>
/// <param name="Size">Size of the em, in units of the chart.</param>
internal readonly record struct TextStyle(FontWeight Weight, float Size);
