using Microsoft.Extensions.Time.Testing;
using TweetStream.Charts;
using TweetStream.Tests.Web;
using TweetStream.Trends;
using static Microsoft.Playwright.Assertions;

namespace TweetStream.Browser.Tests;

/// <summary>The pictures of page and chart in docs/images, kept where TWEETSTREAM_PICTURES names a folder.</summary>
[Trait("Category", "Pictures")]
public sealed class PictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    public static TheoryData<string, Look> Looks => new()
    {
        { "page-light", new(1100, 860, IsStill: true, Density: 2) },
        { "page-dark", new(1100, 860, IsDark: true, IsStill: true, Density: 2) },
        { "page-phone", new(390, 900, IsStill: true, Density: 2) },
    };

    [SkippableTheory]
    [MemberData(nameof(Looks))]
    public async Task The_page_has_its_picture_taken(string name, Look look)
    {
        var time = new FakeTimeProvider();
        await using var visitor = await chromium.VisitAsync(look);
        await using var page = await ServedPage.StartAsync(time: time);
        foreach (var (number, window) in Afternoon.Windows(90).Index())
        {
            time.SetUtcNow(window.End + Afternoon.Lag(number));
            page.Show(window);
        }

        await visitor.Page.Clock.SetFixedTimeAsync(time.GetUtcNow().UtcDateTime);
        await visitor.OpenAsync(page.Address);
        await Expect(visitor.Rows).ToHaveCountAsync(10);
        await Expect(visitor.Page.Locator("#rate canvas")).ToHaveCountAsync(1);
        var picture = await visitor.Page.ScreenshotAsync(new() { FullPage = look.Width < 600 });

        Assert.Empty(visitor.Complaints);
        Assert.True(picture.Length > 20_000, $"a page that shows something is larger than {picture.Length} bytes");
        await Album.KeepAsync(name, picture);
    }

    [SkippableFact]
    public async Task A_tag_has_its_picture_taken()
    {
        var time = new FakeTimeProvider(Afternoon.Windows(90).Last().End);
        await using var visitor = await chromium.VisitAsync(new(1100, 860, IsStill: true, Density: 2));
        await using var page = await ServedPage.StartAsync(time: time);
        page.Show(Afternoon.Windows(90));
        await visitor.Page.Clock.SetFixedTimeAsync(time.GetUtcNow().UtcDateTime);
        await visitor.OpenAsync(page.Address);
        await Expect(visitor.Page.Locator("#older")).ToBeEnabledAsync();
        await visitor.Tags.Filter(new() { HasText = "#日本" }).ClickAsync();
        await Expect(visitor.Page.Locator("#tag-line canvas")).ToHaveCountAsync(1);
        await Album.KeepAsync("page-tag", await visitor.Page.Locator("#tag").ScreenshotAsync());
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData("chart", ChartStyle.Default, Rank.Count)]
    [InlineData("chart-seaborn", ChartStyle.Seaborn, Rank.Count)]
    [InlineData("chart-rising", ChartStyle.Default, Rank.Rising)]
    public async Task The_chart_is_drawn(string name, ChartStyle style, Rank rank)
    {
        var window = Afternoon.Windows(90).Last();
        if (rank == Rank.Rising)
            window = Afternoon.Rising(window);
        using var renderer = new ChartRenderer();
        var picture = renderer.Render(window, new() { Style = style, Source = "sample posts", Scale = 2 }, window.End + Afternoon.Lag(89));

        Assert.Equal("PNG"u8, picture.AsSpan(1, 3));
        await Album.KeepAsync(name, picture);
    }
}
