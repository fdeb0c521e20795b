using SkiaSharp;
using TweetStream.Charts.Styles;
using TweetStream.Charts.Text;
using TweetStream.Charts.Wording;
using TweetStream.Trends;

namespace TweetStream.Charts;

/// <summary>
/// From a snapshot to the bytes of a PNG. Owns fonts and shapers and keeps them from picture to picture; writing the
/// bytes to a file is <see cref="ChartFile"/>'s. One thread at a time; dispose it when the last picture is drawn.
/// </summary>
public sealed class ChartRenderer : IDisposable
{
    /// <summary>Bars of one picture; what ranks lower is left out, and the picture says so.</summary>
    public const int MostBars = 50;

    private readonly FontLibrary _fonts;
    private readonly Typesetter _type;
    private readonly PngWriter _png = new();

    public ChartRenderer()
        : this(new FontLibrary())
    {
    }

    internal ChartRenderer(FontLibrary fonts)
    {
        _fonts = fonts;
        _type = new Typesetter(fonts);
    }

    /// <summary>Draws one picture; the same arguments give the same bytes.</summary>
    /// <param name="snapshot">What to show; tags may hold any text.</param>
    /// <param name="options">How to show it.</param>
    /// <param name="renderedAt">Now; for the footer.</param>
    /// <returns>
    /// A PNG, at scale 1 of 1200 x 700 pixels (default) or 900 x 660 (seaborn), higher where many bars need it.
    /// </returns>
    public byte[] Render(Snapshot snapshot, ChartOptions options, DateTimeOffset renderedAt)
    {
        var captions = new Captions(snapshot, options, renderedAt);
        var trends = snapshot.Top.Take(MostBars).Select(trend => trend with { Count = Math.Max(0, trend.Count) }).ToList();
        if (options.Style == ChartStyle.Seaborn)
        {
            var seaborn = new SeabornChart(_type, captions, trends);
            return Paint(seaborn.Size, options.Scale, seaborn.Draw);
        }
        var chart = new DefaultChart(_type, captions, trends);
        return Paint(chart.Size, options.Scale, chart.Draw);
    }

    public void Dispose()
    {
        _png.Dispose();
        _type.Dispose();
        _fonts.Dispose();
    }

    private byte[] Paint(SKSize size, double scale, Action<SKCanvas> draw)
    {
        var info = new SKImageInfo((int)Math.Round(size.Width * scale), (int)Math.Round(size.Height * scale), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(info);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Scale((float)scale);
            draw(canvas);
        }
        return _png.Write(bitmap.GetPixelSpan(), info.Width);
    }
}
