using CsCheck;
using TweetStream.Charts.Bars;

namespace TweetStream.Tests.Charts;

public sealed class ValueAxisTests
{
    private const float Width = 980, Overhang = 24, Narrowest = 140;

    [Theory]
    [InlineData(1.1, new long[] { 0, 1 })]
    [InlineData(3.4, new long[] { 0, 1, 2, 3 })]
    [InlineData(13.65, new long[] { 0, 2, 4, 6, 8, 10, 12 })]
    [InlineData(30, new long[] { 0, 5, 10, 15, 20, 25, 30 })]
    [InlineData(145, new long[] { 0, 25, 50, 75, 100, 125 })]
    [InlineData(1465, new long[] { 0, 250, 500, 750, 1000, 1250 })]
    public void Ticks_are_whole_and_round(double limit, long[] ticks) => Assert.Equal(ticks, Fit(limit).Ticks);

    [Fact]
    public void Ticks_keep_their_distance_and_stay_on_the_page_whatever_the_counts()
    {
        Gen.Double[0, Math.Log(long.MaxValue * 1.3)].Select(Math.Exp).Sample(limit =>
        {
            var ticks = Fit(limit).Ticks;
            Assert.Equal(0, ticks[0]);
            Assert.All(ticks.Zip(ticks.Skip(1)), pair =>
            {
                var step = pair.Second - pair.First;
                Assert.Equal(ticks[1], step);
                Assert.Contains(step.ToString("E3", System.Globalization.CultureInfo.InvariantCulture)[..5], new[] { "1.000", "2.000", "2.500", "5.000" });
                Assert.True(step / limit * Width >= Math.Max(Narrowest, LabelWidth(pair.Second.ToString("N0", System.Globalization.CultureInfo.InvariantCulture))));
            });
            Assert.True(ticks[^1] / limit * Width <= Width);
        });
    }

    private static float LabelWidth(string label) => label.Length * 8;

    private static ValueAxis Fit(double limit) => ValueAxis.Fit(limit, Width, Overhang, Narrowest, LabelWidth);
}
