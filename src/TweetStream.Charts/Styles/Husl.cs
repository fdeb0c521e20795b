using SkiaSharp;

namespace TweetStream.Charts.Styles;

/// <summary>
/// Colours of the seaborn style by rank: hues evenly spaced in HSLuv (https://www.hsluv.org), as seaborn's
/// <c>husl_palette(n, s=0.9, l=0.7)</c> gives them to a bar plot, which takes a quarter of their saturation away.
/// </summary>
internal static class Husl
{
    private const double FirstHue = 0.01, HueSpan = 359;
    private const double Saturation = 0.9 * 0.99, Lightness = 0.7 * 99;
    private const double Kept = 0.75;

    // White of sRGB (D65) in CIE 1976 u'v'.
    private const double WhiteU = 0.19783000664283681, WhiteV = 0.46831999493879100;

    /// <param name="rank">From 0.</param>
    /// <param name="ranks">How many there are.</param>
    public static SKColor Of(int rank, int ranks)
    {
        var hue = ((double)rank / ranks + FirstHue) % 1 * HueSpan * Math.PI / 180;
        var (red, green, blue) = ToRgb(hue, LargestChroma(hue) * Saturation);
        // Less saturation in HSL: every channel moves towards the middle of the largest and the smallest.
        var middle = (Math.Max(red, Math.Max(green, blue)) + Math.Min(red, Math.Min(green, blue))) / 2;
        return new SKColor(Channel(red), Channel(green), Channel(blue));

        byte Channel(double value) => (byte)Math.Round(255 * Math.Clamp(middle + (value - middle) * Kept, 0, 1));
    }

    /// <summary>The most colourful that a screen can show of this hue at our lightness; full saturation by HSLuv's definition.</summary>
    private static double LargestChroma(double hue)
    {
        double inside = 0, outside = 300;
        while (outside - inside > 1e-6)
        {
            var chroma = (inside + outside) / 2;
            var (red, green, blue) = ToRgb(hue, chroma);
            if (Math.Min(red, Math.Min(green, blue)) >= 0 && Math.Max(red, Math.Max(green, blue)) <= 1)
                inside = chroma;
            else
                outside = chroma;
        }
        return inside;
    }

    /// <summary>CIE LChuv to sRGB; outside of 0 to 1 where the screen has no such colour.</summary>
    private static (double Red, double Green, double Blue) ToRgb(double hue, double chroma)
    {
        var u = chroma * Math.Cos(hue) / (13 * Lightness) + WhiteU;
        var v = chroma * Math.Sin(hue) / (13 * Lightness) + WhiteV;
        var y = Math.Pow((Lightness + 16) / 116, 3);
        var x = y * 9 * u / (4 * v);
        var z = y * (12 - 3 * u - 20 * v) / (4 * v);
        return (Gamma(3.2409699419 * x - 1.5373831776 * y - 0.4986107603 * z),
            Gamma(-0.9692436363 * x + 1.8759675015 * y + 0.0415550574 * z),
            Gamma(0.0556300797 * x - 0.2039769589 * y + 1.0569715142 * z));
    }

    private static double Gamma(double linear) =>
        linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;
}
