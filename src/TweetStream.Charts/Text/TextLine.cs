using SkiaSharp;

namespace TweetStream.Charts.Text;

/// <summary>Glyphs of one face, placed from the start of the line.</summary>
internal sealed record GlyphRun(FontFace Face, ushort[] Glyphs, SKPoint[] Positions);

/// <summary>One line of text, shaped and measured, ready to be drawn any number of times. Holds nothing native.</summary>
/// <param name="Runs">From left to right as they stand on paper.</param>
/// <param name="Size">Size of the em.</param>
/// <param name="Width">Sum of all advances.</param>
/// <param name="CapHeight">Height of the bundled font's capitals, the same for every script, so that labels share a base line.</param>
internal sealed record TextLine(IReadOnlyList<GlyphRun> Runs, float Size, float Width, float CapHeight)
{
    /// <summary>Draws with <paramref name="x"/> at the start (0), the middle (0.5) or the end (1) of the line.</summary>
    public void Draw(SKCanvas canvas, float x, float baseline, SKColor color, float anchor = 0)
    {
        using var builder = new SKTextBlobBuilder();
        foreach (var run in Runs)
        {
            using var font = run.Face.CreateFont(Size);
            builder.AddPositionedRun(run.Glyphs, font, run.Positions);
        }
        using var blob = builder.Build();
        if (blob is null)
            return;
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawText(blob, x - Width * anchor, baseline, paint);
    }

    /// <summary>Draws with the middle of the capitals at <paramref name="y"/>.</summary>
    public void DrawCentred(SKCanvas canvas, float x, float y, SKColor color, float anchor = 0) =>
        Draw(canvas, x, y + CapHeight / 2, color, anchor);
}
