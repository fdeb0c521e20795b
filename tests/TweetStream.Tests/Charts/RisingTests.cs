using TweetStream.Charts;
using TweetStream.Charts.Styles;
using TweetStream.Charts.Wording;
using TweetStream.Trends;
using static TweetStream.Tests.Charts.Samples;

namespace TweetStream.Tests.Charts;

public sealed class RisingTests(ChartRenderer renderer) : IClassFixture<ChartRenderer>
{
    private static readonly Snapshot Rising = RisingOf(
        Trend("#goal", 42, 3) with { Score = 6.4 },
        Trend("#WorldCup", 1284, 1178) with { Score = 1.6 },
        Trend("#café", 655, 655) with { Score = 0.02 },
        Trend("#日本", 1, 2) with { Score = -0.8 });

    [Theory]
    [InlineData(ChartStyle.Default)]
    [InlineData(ChartStyle.Seaborn)]
    public void A_bar_is_as_long_as_its_score_and_one_of_nought_or_less_has_none(ChartStyle style)
    {
        using var picture = Draw(Rising, style);
        var bars = Enumerable.Range(0, 4).Select(rank => picture.Bounds(style == ChartStyle.Seaborn ? Husl.Of(rank, 4) : Ramp.Of(rank, 4))).ToList();

        Assert.InRange(bars[1].Width, (bars[0].Width / 4) - 2, (bars[0].Width / 4) + 2);
        Assert.InRange(bars[2].Width, 1, 5);
        Assert.True(bars[3].IsEmpty);
        Assert.True(bars[0].Width > picture.Width / 2);
    }

    [Theory]
    [InlineData(ChartStyle.Default)]
    [InlineData(ChartStyle.Seaborn)]
    public void Without_a_past_a_bar_is_as_long_as_its_count(ChartStyle style)
    {
        var counts = Of(Trend("#a", 40), Trend("#b", 10));
        using var picture = Draw(counts with { Rank = Rank.Rising }, style);
        using var counted = Draw(counts, style);
        foreach (var color in style == ChartStyle.Seaborn ? [Husl.Of(0, 2), Husl.Of(1, 2)] : (SkiaSharp.SKColor[])[Ramp.Of(0, 2), Ramp.Of(1, 2)])
            Assert.Equal(counted.Bounds(color), picture.Bounds(color));
    }

    [Fact]
    public void The_words_say_that_rising_tags_are_shown()
    {
        var captions = new Captions(Rising, Options, RenderedAt);

        Assert.Equal("Rising hashtags", captions.Title);
        Assert.EndsWith("  ·  score, then count", captions.Subtitle, StringComparison.Ordinal);
        Assert.Empty(captions.Caveats(4));
        Assert.Equal("Mine", new Captions(Rising, Options with { Title = "Mine" }, RenderedAt).Title);
    }

    [Fact]
    public void Where_there_is_no_past_yet_the_footer_says_so()
    {
        var first = new Captions(ManyScripts with { Rank = Rank.Rising }, Options, RenderedAt);

        Assert.Equal(["no past yet: ranked by count"], first.Caveats(10));
        Assert.DoesNotContain("score", first.Subtitle, StringComparison.Ordinal);
        Assert.Empty(new Captions(Of() with { Rank = Rank.Rising }, Options, RenderedAt).Caveats(0));
    }

    [Theory]
    [InlineData(3.14159, "3.1")]
    [InlineData(-0.8, "−0.8")]
    [InlineData(-0.01, "0.0")]
    [InlineData(1234.56, "1,234.6")]
    public void A_score_has_one_decimal(double score, string text) => Assert.Equal(text, Figures.Score(score));

    private static Snapshot RisingOf(params Trend[] trends) => Of(trends) with { Rank = Rank.Rising };

    private Picture Draw(Snapshot snapshot, ChartStyle style) => new(renderer.Render(snapshot, Options with { Style = style }, RenderedAt));
}
