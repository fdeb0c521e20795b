namespace TweetStream.Windows;

/// <summary>
/// Which windows there are and when they close: pure arithmetic on milliseconds since the Unix epoch, in UTC.
/// Window k is <c>[Offset + k*Slide, Offset + k*Slide + Size)</c> for every integer k, negative too, as in Flink, Beam and Spark.
/// A pane is the greatest stretch of time that no window cuts; windows are runs of whole panes.
/// </summary>
public sealed record WindowSpec
{
    /// <summary>Longest size, slide, delay or lateness: ten years, in milliseconds.</summary>
    public const long MaxDuration = 10L * 366 * 24 * 60 * 60 * 1000;

    /// <summary>A post is in so many windows at most, each of which it may close: beyond, one line could take all memory.</summary>
    public const long MaxWindowsPerPost = 100_000;

    // No time is further from 1970 in a state that can be, and none within it overflows when a duration is added: in ms.
    internal const long FurthestTime = 1L << 60;

    /// <param name="size">Length of a window in ms; 1 to <see cref="MaxDuration"/>.</param>
    /// <param name="slide">Distance between the starts of two windows in ms; 1 to <see cref="MaxDuration"/>. Above the size it leaves gaps that no window covers.</param>
    /// <param name="offset">Shifts every window by so many ms; less than the slide either way.</param>
    /// <param name="watermarkDelay">How far the watermark stays behind the latest event time, in ms; not negative.</param>
    /// <param name="allowedLateness">How long after its end a window still takes posts, in ms; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; the parameter's name tells which.</exception>
    public WindowSpec(long size, long slide, long offset = 0, long watermarkDelay = 0, long allowedLateness = 0)
    {
        Require(size is > 0 and <= MaxDuration, nameof(size), size, "above 0 and at most ten years");
        Require(slide is > 0 and <= MaxDuration, nameof(slide), slide, "above 0 and at most ten years");
        Require(size / slide <= MaxWindowsPerPost, nameof(slide), slide, "at least a hundred-thousandth of the window");
        Require(Math.Abs(offset) < slide, nameof(offset), offset, "shorter than the slide");
        Require(watermarkDelay is >= 0 and <= MaxDuration, nameof(watermarkDelay), watermarkDelay, "0 or more, at most ten years");
        Require(allowedLateness is >= 0 and <= MaxDuration, nameof(allowedLateness), allowedLateness, "0 or more, at most ten years");
        (Size, Slide, Offset, WatermarkDelay, AllowedLateness) = (size, slide, offset, watermarkDelay, allowedLateness);
        PaneSize = GreatestCommonDivisor(size, slide);
        PanesPerWindow = size / PaneSize;
        PanesPerSlide = slide / PaneSize;
    }

    public long Size { get; }

    public long Slide { get; }

    public long Offset { get; }

    public long WatermarkDelay { get; }

    public long AllowedLateness { get; }

    /// <summary>Length of a pane in ms.</summary>
    public long PaneSize { get; }

    internal long PanesPerWindow { get; }

    internal long PanesPerSlide { get; }

    internal long FurthestPane => FurthestTime / PaneSize;

    internal long FurthestWindow => FurthestTime / Slide;

    /// <summary>Start of window <paramref name="window"/>.</summary>
    public long StartOf(long window) => Offset + (window * Slide);

    /// <summary>End of window <paramref name="window"/>: the first instant that is no longer part of it.</summary>
    public long EndOf(long window) => StartOf(window) + Size;

    /// <summary>The first window that ends after <paramref name="time"/>.</summary>
    public long FirstWindowEndingAfter(long time) => FloorDivide(time - Offset - Size, Slide) + 1;

    /// <summary>The last window that begins at <paramref name="time"/> or before.</summary>
    public long LastWindowBeginningBy(long time) => FloorDivide(time - Offset, Slide);

    internal long PaneOf(long time) => FloorDivide(time - Offset, PaneSize);

    internal long StartOfPane(long pane) => Offset + (pane * PaneSize);

    internal long EndOfPane(long pane) => Offset + ((pane + 1) * PaneSize);

    internal long FirstPaneOf(long window) => window * PanesPerSlide;

    /// <summary>The pane after the last one of a window.</summary>
    internal long PaneAfter(long window) => FirstPaneOf(window) + PanesPerWindow;

    internal long FirstWindowWith(long pane) => FloorDivide(pane - PanesPerWindow, PanesPerSlide) + 1;

    /// <summary>Meaningful only for a pane that is in a window: see <see cref="IsInGap"/>.</summary>
    internal long LastWindowWith(long pane) => FloorDivide(pane, PanesPerSlide);

    /// <summary>Whether a slide above the size leaves this pane to no window.</summary>
    internal bool IsInGap(long pane) => pane >= PaneAfter(LastWindowWith(pane));

    // C#'s division rounds towards zero, which would fold the windows on either side of 1970 into one.
    private static long FloorDivide(long dividend, long divisor)
    {
        var (quotient, remainder) = Math.DivRem(dividend, divisor);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private static void Require(bool isTrue, string name, long value, string allowed)
    {
        if (!isTrue)
            throw new ArgumentOutOfRangeException(name, value, $"must be {allowed}");
    }
}
