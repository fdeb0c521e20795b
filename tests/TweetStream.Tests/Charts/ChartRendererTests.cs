using SkiaSharp;
using TweetStream.Charts;
using TweetStream.Charts.Styles;
using TweetStream.Charts.Text;
using static TweetStream.Tests.Charts.Samples;

namespace TweetStream.Tests.Charts;

public sealed class ChartRendererTests(ChartRenderer renderer) : IClassFixture<ChartRenderer>
{
    private static readonly SKColor SeabornGround = new(0xEA, 0xEA, 0xF2);

    [Theory]
    [InlineData(ChartStyle.Default, 1, 1200, 700)]
    [InlineData(ChartStyle.Default, 2, 2400, 1400)]
    [InlineData(ChartStyle.Default, 0.5, 600, 350)]
    [InlineData(ChartStyle.Seaborn, 1, 900, 660)]
    [InlineData(ChartStyle.Seaborn, 2, 1800, 1320)]
    public void A_picture_has_the_size_of_its_style_times_the_scale(ChartStyle style, double scale, int width, int height)
    {
        using var picture = Draw(ManyScripts, Options with { Style = style, Scale = scale });

        Assert.Equal((width, height), (picture.Width, picture.Height));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    [InlineData(5)]
    [InlineData(double.NaN)]
    public void A_scale_outside_of_its_range_is_refused(double scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChartOptions { Scale = scale });

    [Theory]
    [InlineData(ChartStyle.Default, 1)]
    [InlineData(ChartStyle.Default, 2)]
    [InlineData(ChartStyle.Default, 7)]
    [InlineData(ChartStyle.Default, 10)]
    [InlineData(ChartStyle.Default, 25)]
    [InlineData(ChartStyle.Default, 50)]
    [InlineData(ChartStyle.Seaborn, 1)]
    [InlineData(ChartStyle.Seaborn, 10)]
    [InlineData(ChartStyle.Seaborn, 50)]
    public void Every_rank_has_a_bar_in_its_colour_as_long_as_its_count_and_below_the_rank_before(ChartStyle style, int bars)
    {
        var snapshot = Falling(bars);

        using var picture = Draw(snapshot, Options with { Style = style });

        var first = BarOf(picture, style, 0, bars);
        var pixelsPerPost = (double)first.Width / snapshot.Top[0].Count;
        var lastBottom = 0;
        for (var rank = 0; rank < bars; rank++)
        {
            var bar = BarOf(picture, style, rank, bars);
            Assert.InRange(bar.Width, pixelsPerPost * snapshot.Top[rank].Count - 1.5, pixelsPerPost * snapshot.Top[rank].Count + 1.5);
            Assert.Equal(first.Left, bar.Left);
            Assert.InRange(bar.Height, first.Height - 1, first.Height + 1);
            Assert.True(bar.Top > lastBottom, $"bar {rank} begins at {bar.Top}, the one before ends at {lastBottom}");
            Assert.True(bar.Height >= 16, $"{bars} bars are only {bar.Height} pixels high");
            lastBottom = bar.Bottom;
        }
    }

    [Fact]
    public void A_tag_seen_once_beside_a_giant_still_leaves_a_mark()
    {
        using var picture = Draw(Of(Trend("#giant", long.MaxValue / 2), Trend("#one", 1)), Options);

        Assert.InRange(picture.Bounds(Ramp.Of(1, 2)).Width, 1, 2);
    }

    [Fact]
    public void Seaborn_has_the_colours_of_the_original_plot()
    {
        string[] original = ["#ffea96a3", "#ffd7944e", "#ffab9e47", "#ff7fa946", "#ff49ae83", "#ff4baba4", "#ff50acc3", "#ff94aee8", "#ffce9be9", "#ffe88fcc"];

        Assert.Equal(original, Enumerable.Range(0, 10).Select(rank => Husl.Of(rank, 10).ToString()));
    }

    [Fact]
    public void The_ramp_runs_from_its_first_to_its_last_colour_over_any_number_of_ranks()
    {
        Assert.Equal("#ff254b7f", Ramp.Of(0, 10).ToString());
        Assert.Equal("#ff205984", Ramp.Of(1, 10).ToString());
        Assert.Equal("#ff7dba91", Ramp.Of(9, 10).ToString());
        Assert.Equal("#ff1c6488", Ramp.Of(1, 2).ToString());
    }

    [Theory]
    [InlineData(ChartStyle.Default)]
    [InlineData(ChartStyle.Seaborn)]
    public void The_same_snapshot_gives_the_same_bytes(ChartStyle style)
    {
        var options = Options with { Style = style };
        var first = renderer.Render(ManyScripts, options, RenderedAt);
        using var another = new ChartRenderer();

        Assert.Equal(first, renderer.Render(ManyScripts, options, RenderedAt));
        Assert.Equal(first, another.Render(ManyScripts, options, RenderedAt));
    }

    [Fact]
    public void More_bars_than_a_picture_holds_are_left_out_and_the_footer_says_so()
    {
        var snapshot = Falling(60);

        using var cut = Draw(snapshot, Options);
        using var whole = Draw(snapshot with { Top = [.. snapshot.Top.Take(ChartRenderer.MostBars)] }, Options);

        Assert.Equal(whole.Height, cut.Height);
        Assert.NotEqual(Footer(whole), Footer(cut));
        var above = new SKRectI(0, 0, cut.Width, cut.Height - 40);
        Assert.Equal(whole.Cut(above), cut.Cut(above));
    }

    [Fact]
    public void An_empty_window_says_so_and_shows_neither_bar_nor_scale()
    {
        var empty = Of() with { Posts = 12, Tags = 0 };
        using var words = Draw(empty, Options);
        using var waiting = Draw(empty, Options with { Notice = "waiting for 127.0.0.1:5555" });
        var middle = new SKRectI(400, 350, 800, 420);
        var belowAxis = new SKRectI(0, 637, 1200, 665);

        Assert.True(words.Bounds(middle, Picture.IsInk).Width > 250);
        Assert.NotEqual(words.Cut(middle), waiting.Cut(middle));
        Assert.True(words.Bounds(belowAxis, pixel => pixel != SKColors.White).IsEmpty);
        Assert.True(words.Bounds(Ramp.Of(0, 1)).IsEmpty);
    }

    [Fact]
    public void An_empty_seaborn_window_has_its_ground_and_says_so()
    {
        using var picture = Draw(Of(), Seaborn);

        var ground = picture.Bounds(SeabornGround);
        Assert.True(ground.Width > 700 && ground.Height > 550);
        Assert.True(picture.Bounds(ground, Picture.IsInk).Width > 200);
    }

    [Theory]
    [InlineData("provisional")]
    [InlineData("late")]
    [InlineData("dropped")]
    [InlineData("notice")]
    public void What_qualifies_the_figures_stands_in_amber_in_the_footer(string what)
    {
        var snapshot = what switch
        {
            "provisional" => ManyScripts with { Provisional = true },
            "late" => ManyScripts with { Stream = new() { Late = 3 } },
            "dropped" => ManyScripts with { Stream = new() { Malformed = 1, Oversized = 1 } },
            _ => ManyScripts,
        };
        using var plain = Draw(ManyScripts, Options);
        using var qualified = Draw(snapshot, what == "notice" ? Options with { Notice = "waiting for 127.0.0.1:5555" } : Options);

        Assert.True(plain.Bounds(FooterArea(plain), Picture.IsColourful).IsEmpty);
        Assert.True(qualified.Bounds(FooterArea(qualified), Picture.IsColourful).Width > 20);
    }

    [Fact]
    public void The_first_window_has_no_change_to_show()
    {
        var green = new SKColor(0x2E, 0x8B, 0x57);
        using var later = Draw(Of(Trend("#a", 10, 5), Trend("#b", 8, 0)), Options);
        using var first = Draw(Of(Trend("#a", 10), Trend("#b", 8)), Options);

        Assert.False(later.Bounds(green).IsEmpty);
        Assert.True(first.Bounds(green).IsEmpty);
        Assert.True(first.Bounds(new SKRectI(0, 100, 1200, 630), pixel => Picture.IsColourful(pixel) && pixel.Red > pixel.Blue).IsEmpty);
    }

    [Theory]
    [InlineData(ChartStyle.Default)]
    [InlineData(ChartStyle.Seaborn)]
    public void With_no_font_but_the_bundled_one_there_is_text_all_the_same(ChartStyle style)
    {
        using var bare = new ChartRenderer(new FontLibrary(installed: false));

        using var picture = new Picture(bare.Render(ManyScripts, Options with { Style = style }, RenderedAt));

        for (var rank = 0; rank < 10; rank++)
        {
            var bar = BarOf(picture, style, rank, 10);
            var label = new SKRectI(20, bar.Top, bar.Left - 5, bar.Bottom);
            Assert.False(picture.Bounds(label, Picture.IsInk).IsEmpty, $"the label of rank {rank} is blank");
        }
    }

    [Theory]
    [InlineData(ChartStyle.Default)]
    [InlineData(ChartStyle.Seaborn)]
    public void Hostile_tags_neither_stop_the_picture_nor_move_its_bars_off_the_page(ChartStyle style)
    {
        var snapshot = Of(
            Trend("#" + new string('\u0301', 1_000_000), 100, 1),
            Trend(new string('W', 1_000_000), 90, 90),
            Trend("#" + string.Concat(Enumerable.Repeat("👩‍💻", 300)), 80, 81),
            Trend("#zalgo" + new string('\u0489', 100), 70, 0),
            Trend("\u202E\u2066\u0000\u001b[31m", 60, 1),
            Trend("\uFFFD", 50, 1),
            Trend("\u200D\u200B", 40, 1),
            Trend("\ud800", 30, 1),
            Trend("", 20, 1),
            Trend("#\U0010FFFF\uE000\u0378", 10, 1));

        using var picture = Draw(snapshot, Options with { Style = style });

        Assert.InRange(BarOf(picture, style, 0, 10).Left, 0, picture.Width * 0.4);
        Assert.Equal(10, Enumerable.Range(0, 10).Count(rank => !BarOf(picture, style, rank, 10).IsEmpty));
    }

    [SkippableFact]
    public void Stacked_marks_stay_within_their_row()
    {
        MachineFonts.SkipWithout("ท\u0E49");
        const int bars = 20;
        var snapshot = Falling(bars);
        var tower = snapshot.Top.ToArray();
        tower[1] = tower[1] with { Display = "#" + string.Concat(Enumerable.Repeat("ท" + new string('\u0E49', 100), 4)) };

        using var plain = Draw(snapshot, Options);
        using var stacked = Draw(snapshot with { Top = tower }, Options);
        var first = BarOf(plain, ChartStyle.Default, 0, bars);
        var rowOfFirst = new SKRectI(0, first.Top, plain.Width, first.Bottom);

        Assert.NotEqual(plain.Cut(plain.Whole), stacked.Cut(stacked.Whole));
        Assert.Equal(plain.Cut(rowOfFirst), stacked.Cut(rowOfFirst));
    }

    [Theory]
    [InlineData(ChartStyle.Default)]
    [InlineData(ChartStyle.Seaborn)]
    public void Counts_of_nought_and_less_have_no_bar(ChartStyle style)
    {
        using var picture = Draw(Of(Trend("#none", 0, 0), Trend("#less", -5, 3)), Options with { Style = style });

        Assert.True(BarOf(picture, style, 0, 2).IsEmpty);
        Assert.True(BarOf(picture, style, 1, 2).IsEmpty);
    }

    private Picture Draw(TweetStream.Trends.Snapshot snapshot, ChartOptions options) => new(renderer.Render(snapshot, options, RenderedAt));

    private static SKRectI BarOf(Picture picture, ChartStyle style, int rank, int ranks) =>
        picture.Bounds(style == ChartStyle.Seaborn ? Husl.Of(rank, ranks) : Ramp.Of(rank, ranks));

    private static SKRectI FooterArea(Picture picture) => new(0, picture.Height - 35, picture.Width, picture.Height);

    private static List<SKColor> Footer(Picture picture) => picture.Cut(FooterArea(picture));
}
