using SkiaSharp;

namespace TweetStream.Tests.Charts;

/// <summary>A rendered chart, decoded again: what a viewer would see.</summary>
internal sealed class Picture : IDisposable
{
    private readonly SKBitmap _bitmap;
    private readonly SKColor[] _pixels;
    private readonly Lazy<Dictionary<SKColor, SKRectI>> _bounds;

    public Picture(byte[] png)
    {
        using var codec = SKCodec.Create(new MemoryStream(png));
        Assert.NotNull(codec);
        Assert.Equal(SKEncodedImageFormat.Png, codec.EncodedFormat);
        _bitmap = new SKBitmap(codec.Info.WithColorType(SKColorType.Rgba8888));
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(_bitmap.Info, _bitmap.GetPixels()));
        _pixels = _bitmap.Pixels;
        _bounds = new(BoundsOfColors);
    }

    public int Width => _bitmap.Width;

    public int Height => _bitmap.Height;

    public SKColor this[int x, int y] => _pixels[y * Width + x];

    public SKRectI Whole => new(0, 0, Width, Height);

    /// <summary>Smallest rectangle around all pixels of exactly this colour; empty where there are none.</summary>
    public SKRectI Bounds(SKColor color) => _bounds.Value.GetValueOrDefault(color);

    public SKRectI Bounds(SKRectI area, Func<SKColor, bool> match)
    {
        var bounds = SKRectI.Empty;
        for (var y = area.Top; y < area.Bottom; y++)
            for (var x = area.Left; x < area.Right; x++)
                if (match(this[x, y]))
                    bounds = bounds.IsEmpty ? new SKRectI(x, y, x + 1, y + 1) : SKRectI.Union(bounds, new SKRectI(x, y, x + 1, y + 1));
        return bounds;
    }

    public List<SKColor> Cut(SKRectI area)
    {
        var pixels = new List<SKColor>(area.Width * area.Height);
        for (var y = area.Top; y < area.Bottom; y++)
            for (var x = area.Left; x < area.Right; x++)
                pixels.Add(this[x, y]);
        return pixels;
    }

    /// <summary>True for a pixel that is drawn in a colour, not in a grey.</summary>
    public static bool IsColourful(SKColor pixel)
    {
        const int leastDifference = 60;
        int[] channels = [pixel.Red, pixel.Green, pixel.Blue];
        return channels.Max() - channels.Min() > leastDifference;
    }

    public static bool IsInk(SKColor pixel) => pixel.Red < 200 && pixel.Green < 200 && pixel.Blue < 200;

    private Dictionary<SKColor, SKRectI> BoundsOfColors()
    {
        var bounds = new Dictionary<SKColor, SKRectI>();
        for (var start = 0; start < _pixels.Length;)
        {
            // A stretch of one colour within a line.
            var color = _pixels[start];
            var end = start + 1;
            while (end < _pixels.Length && end % Width != 0 && _pixels[end] == color)
                end++;
            var stretch = new SKRectI(start % Width, start / Width, (end - 1) % Width + 1, start / Width + 1);
            bounds[color] = bounds.TryGetValue(color, out var known) ? SKRectI.Union(known, stretch) : stretch;
            start = end;
        }
        return bounds;
    }

    public void Dispose() => _bitmap.Dispose();
}
