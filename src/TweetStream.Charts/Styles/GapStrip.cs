using SkiaSharp;
using TweetStream.Charts.Text;
using TweetStream.Charts.Wording;

namespace TweetStream.Charts.Styles;

/// <summary>
/// The window as a strip of time above the bars, amber where posts are missing: a full colour where it is known how many,
/// hatched where nobody can tell. Only drawn where there is a gap.
/// </summary>
internal sealed class GapStrip(Typesetter type, Captions captions, SKColor ground)
{
    internal static readonly SKColor Amber = new(0xC0, 0x7A, 0x12);

    private const float Height = 30, LineHeight = 6, LabelGap = 7, Narrowest = 8, Radius = LineHeight / 2;
    private static readonly TextStyle LabelStyle = new(FontWeight.Medium, 12.5f);

    /// <summary>How much lower the bars begin.</summary>
    public float Room => captions.Gap is null ? 0 : Height;

    /// <summary>Draws it as wide as the bars may be, with its lower edge at <paramref name="bottom"/>.</summary>
    public void Draw(SKCanvas canvas, float left, float right, float bottom)
    {
        if (captions.Gap is not { } gap)
            return;
        var line = new SKRect(left, bottom - LineHeight, right, bottom);
        using var paint = new SKPaint { Color = ground, IsAntialias = true };
        canvas.DrawRoundRect(line, Radius, Radius, paint);

        // However short it is, it can be seen.
        var missing = new SKRect(left + line.Width * (float)gap.From, line.Top, left + line.Width * (float)gap.To, line.Bottom);
        missing.Right = Math.Min(right, Math.Max(missing.Right, missing.Left + Narrowest));
        missing.Left = Math.Min(missing.Left, missing.Right - Narrowest);
        paint.Color = Amber;
        if (gap.IsCertain)
            canvas.DrawRoundRect(missing, Radius, Radius, paint);
        else
            Hatch(canvas, missing, paint);

        var label = type.Set(gap.Label, LabelStyle, line.Width);
        var middle = Math.Clamp(missing.MidX, left + label.Width / 2, right - label.Width / 2);
        label.Draw(canvas, middle, line.Top - LabelGap, Amber, anchor: 0.5f);
    }

    private static void Hatch(SKCanvas canvas, SKRect area, SKPaint paint)
    {
        const float step = 6, stroke = 2.4f;
        canvas.Save();
        using var outline = new SKRoundRect(area, Radius);
        canvas.ClipRoundRect(outline, SKClipOperation.Intersect, antialias: true);
        paint.StrokeWidth = stroke;
        for (var x = area.Left - area.Height; x < area.Right + area.Height; x += step)
            canvas.DrawLine(x, area.Bottom + stroke, x + area.Height, area.Top - stroke, paint);
        canvas.Restore();
    }
}
