using SkiaSharp;

namespace TweetStream.Charts.Styles;

/// <summary>Colours of the default style by rank: from deep blue for the first to pale green for the last.</summary>
internal static class Ramp
{
    private static readonly SKColor[] Stops =
    [
        new(0x25, 0x4B, 0x7F), new(0x1C, 0x64, 0x88), new(0x28, 0x7A, 0x8C),
        new(0x40, 0x90, 0x8E), new(0x59, 0xA5, 0x90), new(0x7D, 0xBA, 0x91),
    ];

    /// <summary>Up to six ranks take the stops as they are; more ranks share the whole ramp evenly.</summary>
    /// <param name="rank">From 0.</param>
    /// <param name="ranks">How many there are.</param>
    public static SKColor Of(int rank, int ranks)
    {
        if (ranks <= Stops.Length)
            return Stops[rank];
        var place = (Stops.Length - 1) * (double)rank / (ranks - 1);
        var stop = Math.Min((int)place, Stops.Length - 2);
        var (from, to, share) = (Stops[stop], Stops[stop + 1], place - stop);
        return new SKColor(Mix(from.Red, to.Red, share), Mix(from.Green, to.Green, share), Mix(from.Blue, to.Blue, share));
    }

    private static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + (to - from) * share);
}
