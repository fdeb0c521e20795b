using TweetStream.Charts.Wording;
using static TweetStream.Tests.Charts.Samples;

namespace TweetStream.Tests.Charts;

public sealed class WordingTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.CreateCustomTimeZone("Berlin", TimeSpan.FromHours(1), "Berlin", "Berlin", "Berlin summer",
    [
        TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday)),
    ]);

    [Theory]
    [InlineData(0.25, "250 ms")]
    [InlineData(1.5, "1.5 s")]
    [InlineData(60, "60 s")]
    [InlineData(90, "90 s")]
    [InlineData(150, "2 min 30 s")]
    [InlineData(300, "5 min")]
    [InlineData(3600, "1 h")]
    [InlineData(5400, "90 min")]
    [InlineData(7200, "2 h")]
    [InlineData(86400, "24 h")]
    [InlineData(604800, "7 days")]
    [InlineData(180000, "2 days 2 h")]
    public void Spans_are_told_in_natural_units(double seconds, string text) =>
        Assert.Equal(text, Figures.Span(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(156.866, "156.9 posts/s")]
    [InlineData(12345.6, "12,345.6 posts/s")]
    [InlineData(0.05, "3.0 posts/min")]
    [InlineData(0.0005, "1.8 posts/h")]
    public void Rates_are_never_a_row_of_noughts(double perSecond, string text) => Assert.Equal(text, Figures.Rate(perSecond));

    [Fact]
    public void The_subtitle_tells_window_totals_and_rate() =>
        Assert.Equal("14:02:20 – 14:03:20 UTC  ·  60 s window, every 10 s  ·  6,594 hashtags in 9,412 posts  ·  156.9 posts/s",
            new Captions(ManyScripts, Options, RenderedAt).Subtitle);

    [Fact]
    public void One_post_is_no_posts_and_a_window_as_long_as_its_slide_needs_no_slide()
    {
        var snapshot = ManyScripts with { Slide = TimeSpan.FromSeconds(60), Posts = 1, Tags = 1 };
        var words = Options with { Noun = "words" };

        Assert.Equal("14:02:20 – 14:03:20 UTC  ·  60 s window  ·  1 word in 1 post  ·  1.0 posts/min", new Captions(snapshot, words, RenderedAt).Subtitle);
        Assert.EndsWith("  ·  no posts", new Captions(snapshot with { Posts = 0, Tags = 0 }, words, RenderedAt).Subtitle, StringComparison.Ordinal);
        Assert.Equal("Trending words", new Captions(snapshot, words, RenderedAt).Title);
        Assert.Equal("no words in this window yet", new Captions(snapshot, words, RenderedAt).NothingYet);
    }

    [Theory]
    [InlineData("2026-01-14T14:02:20Z", "2026-01-14T14:03:20Z", "14:02:20 – 14:03:20 UTC")]
    [InlineData("2026-01-14T14:02:20.25Z", "2026-01-14T14:02:20.5Z", "14:02:20.250 – 14:02:20.500 UTC")]
    [InlineData("2026-01-13T23:59:30Z", "2026-01-14T00:00:30Z", "2026-01-13 23:59:30 – 2026-01-14 00:00:30 UTC")]
    [InlineData("2018-06-25T10:00:00Z", "2018-06-25T10:01:00Z", "2018-06-25 10:00:00 – 10:01:00 UTC")]
    [InlineData("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01 00:00:00 – 9999-12-31 23:59:59 UTC")]
    public void A_window_of_another_day_names_the_day(string start, string end, string text) =>
        Assert.Equal(text, new Clock(TimeZoneInfo.Utc, RenderedAt).Window(Parse(start), Parse(end)));

    [Theory]
    [InlineData("2026-01-14T14:02:20Z", "2026-01-14T14:03:20Z", "15:02:20 – 15:03:20 UTC+01:00")]
    [InlineData("2026-01-14T22:59:30Z", "2026-01-14T23:00:30Z", "2026-01-14 23:59:30 – 2026-01-15 00:00:30 UTC+01:00")]
    [InlineData("2026-03-29T00:59:30Z", "2026-03-29T01:00:30Z", "2026-03-29 01:59:30 UTC+01:00 – 03:00:30 UTC+02:00")]
    public void Times_are_those_of_the_zone_and_name_it(string start, string end, string text) =>
        Assert.Equal(text, new Clock(Berlin, RenderedAt).Window(Parse(start), Parse(end)));

    [Theory]
    [InlineData(0.412, "rendered 14:03:20.412 UTC  ·  lag 0.4 s")]
    [InlineData(42, "rendered 14:04:02.000 UTC  ·  lag 42 s")]
    [InlineData(600, "rendered 14:13:20.000 UTC  ·  lag 10 min")]
    [InlineData(-5, "rendered 14:03:15.000 UTC")]
    [InlineData(2 * 3600, "rendered 16:03:20.000 UTC")]
    [InlineData(86400, "rendered 2026-01-15 14:03:20.000 UTC")]
    public void The_lag_is_told_only_of_a_live_window(double seconds, string text) =>
        Assert.Equal(text, new Captions(ManyScripts, Options, End.AddSeconds(seconds)).Rendered);

    [Fact]
    public void Caveats_are_told_when_there_are_any()
    {
        Assert.Empty(new Captions(ManyScripts, Options, RenderedAt).Caveats(10));
        Assert.Equal(["provisional: window still open", "corrected for late posts", "1,234 late", "3 dropped", "first 5 of 10 shown"],
            new Captions(ManyScripts with { Provisional = true, Revision = 1, Stream = new() { Late = 1234, Clamped = 9, Malformed = 1, Repaired = 9, Oversized = 2 } }, Options, RenderedAt).Caveats(5));
    }

    [Theory]
    [InlineData(1284, 1178, Course.Up, "9%")]
    [InlineData(968, 1008, Course.Down, "4%")]
    [InlineData(655, 655, Course.Same, "=")]
    [InlineData(242, 0, Course.New, "new")]
    [InlineData(1001, 1000, Course.Up, "<1%")]
    [InlineData(999, 1000, Course.Down, "<1%")]
    [InlineData(20, 10, Course.Up, "100%")]
    [InlineData(99, 10, Course.Up, "890%")]
    [InlineData(120, 10, Course.Up, "×12")]
    [InlineData(long.MaxValue / 2, 1, Course.Up, "×999+")]
    [InlineData(0, 10, Course.Down, "100%")]
    public void The_change_since_the_last_window_is_told_in_percent_or_times(long count, long previous, Enum course, string text)
    {
        var change = Change.Of([Trend("#a", count, previous), Trend("#known", 1, 1)])[0];

        Assert.Equal((course, text), (change.Course, change.Text));
    }

    [Fact]
    public void Where_everything_is_new_nothing_is() =>
        Assert.All(Change.Of([Trend("#a", 2), Trend("#b", 1)]), change => Assert.Equal(Course.Unknown, change.Course));

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
