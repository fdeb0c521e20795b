using SkiaSharp;
using TweetStream.Charts;
using TweetStream.Charts.Styles;
using TweetStream.Charts.Wording;
using TweetStream.Trends;
using static TweetStream.Tests.Charts.Samples;

namespace TweetStream.Tests.Charts;

public sealed class GapTests(ChartRenderer renderer) : IClassFixture<ChartRenderer>
{
    private static readonly Snapshot Known = ManyScripts with { Gap = new(End.AddSeconds(-30), End.AddSeconds(-15), 34) };
    private static readonly Snapshot Unknown = ManyScripts with { Gap = new(End.AddSeconds(-70), null, null) };

    [Theory]
    [InlineData(ChartStyle.Default)]
    [InlineData(ChartStyle.Seaborn)]
    public void A_strip_of_time_above_the_bars_shows_in_which_part_of_the_window_posts_are_missing(ChartStyle style)
    {
        using var complete = Draw(ManyScripts, style);
        using var picture = Draw(Known, style);
        var ground = Strip(picture, GroundOf(style));
        var missing = Strip(picture, GapStrip.Amber);

        Assert.True(Strip(complete, GapStrip.Amber).IsEmpty);
        Assert.InRange(missing.Left, ground.Left + ground.Width * 0.49, ground.Left + ground.Width * 0.51);
        Assert.InRange(missing.Right, ground.Left + ground.Width * 0.74, ground.Left + ground.Width * 0.76);
        Assert.InRange(missing.Height, 5, 7);
    }

    [Theory]
    [InlineData(ChartStyle.Default)]
    [InlineData(ChartStyle.Seaborn)]
    public void Where_nobody_can_tell_how_many_the_strip_is_hatched(ChartStyle style)
    {
        using var picture = Draw(Unknown, style);
        var missing = Strip(picture, GapStrip.Amber);
        var row = picture.Cut(new(missing.Left, missing.Top + 2, missing.Right, missing.Top + 3));

        Assert.True(missing.Width > picture.Width * 0.5);
        Assert.InRange(row.Count(pixel => pixel == GapStrip.Amber), row.Count / 10, row.Count * 7 / 10);
    }

    [Theory]
    [InlineData(ChartStyle.Default)]
    [InlineData(ChartStyle.Seaborn)]
    public void A_moment_leaves_a_mark_and_an_empty_window_has_one_too(ChartStyle style)
    {
        using var picture = Draw(Of() with { Gap = new(End.AddSeconds(-1), End.AddSeconds(-1), 1) }, style);

        Assert.InRange(Strip(picture, GapStrip.Amber).Width, 6, 9);
    }

    [Theory]
    [InlineData(ChartStyle.Default)]
    [InlineData(ChartStyle.Seaborn)]
    public void The_bars_have_their_colours_and_order_still(ChartStyle style)
    {
        using var picture = Draw(Known, style);
        var tops = Enumerable.Range(0, 10).Select(rank => picture.Bounds(style == ChartStyle.Seaborn ? Husl.Of(rank, 10) : Ramp.Of(rank, 10)).Top).ToList();

        Assert.Equal(tops.Order(), tops);
        Assert.True(tops[0] > Strip(picture, GapStrip.Amber).Bottom);
    }

    [Fact]
    public void The_footer_says_what_is_missing_and_when()
    {
        Assert.Equal(["34 posts missing 14:02:50 – 14:03:05 UTC"], new Captions(Known, Options, RenderedAt).Caveats(10));
        Assert.Equal(["posts may be missing since 14:02:10 UTC"], new Captions(Unknown, Options, RenderedAt).Caveats(10));
        Assert.Equal(["1,234 missed"], new Captions(ManyScripts with { Stream = new() { Missed = 1234 } }, Options, RenderedAt).Caveats(10));
    }

    private Picture Draw(Snapshot snapshot, ChartStyle style) => new(renderer.Render(snapshot, Options with { Style = style }, RenderedAt));

    private static SKColor GroundOf(ChartStyle style) => style == ChartStyle.Seaborn ? new(0xEA, 0xEA, 0xF2) : new(0xE6, 0xE9, 0xED);

    // Colours of the strip alone: the words above it are blurred at their edges, and no bar or grid line is so far up.
    private static SKRectI Strip(Picture picture, SKColor color)
    {
        var (top, bottom) = picture.Width > 1000 ? (130, 137) : (28, 35);
        return picture.Bounds(new(0, top, picture.Width, bottom), pixel => pixel == color);
    }
}
