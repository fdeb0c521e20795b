using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using TweetStream.Tests.Web;
using TweetStream.Trends;
using static Microsoft.Playwright.Assertions;

namespace TweetStream.Browser.Tests;

/// <summary>The page in a real browser, fed with windows by hand.</summary>
public sealed class PageTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task A_window_is_shown_as_soon_as_it_closes()
    {
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        await visitor.OpenAsync(page.Address);
        await Expect(visitor.Empty).ToHaveTextAsync("Waiting for the first window of sample posts.");

        page.Show(Windows.At(0, ("#WorldCup", 1337), ("#dotnet", 12)));

        await Expect(visitor.Tags).ToHaveTextAsync(["#WorldCup", "#dotnet"]);
        await Expect(visitor.Rows.First.Locator(".count")).ToHaveTextAsync("1,337");
        await Expect(visitor.Status).ToHaveTextAsync("live");
        await Expect(visitor.Page).ToHaveTitleAsync("#WorldCup · Trending hashtags");
        visitor.AssertContent(page.Address);
    }

    [SkippableFact]
    public async Task Bars_change_places_with_the_ranks_and_say_what_became_of_each_tag()
    {
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        await visitor.OpenAsync(page.Address);
        var before = Windows.At(0, ("#rust", 200), ("#dotnet", 100), ("#go", 50), ("#java", 10));
        page.Show(before);
        await Expect(visitor.Tags).ToHaveTextAsync(["#rust", "#dotnet", "#go", "#java"]);
        var below = (await visitor.Rows.Nth(1).BoundingBoxAsync())!.Y;
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "#dotnet" }).FocusAsync();

        page.Show(Windows.At(1, ("#dotnet", 1500), ("#rust", 175), ("#go", 50), ("#new", 7)).After(before));

        await Expect(visitor.Tags).ToHaveTextAsync(["#dotnet", "#rust", "#go", "#new"]);
        await Expect(visitor.Rows.Locator(".change")).ToHaveTextAsync(["▲ up ×15", "▼ down 12%", "=", "new"]);
        // The one that was looked at is where it was not, and is looked at still.
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "#dotnet" })).ToBeFocusedAsync();
        await visitor.Page.WaitForFunctionAsync("() => document.getAnimations().length === 0");
        Assert.True((await visitor.Rows.First.BoundingBoxAsync())!.Y < below);
        visitor.AssertContent(page.Address);
    }

    [SkippableFact]
    public async Task Rising_tags_are_as_long_as_their_scores()
    {
        await using var visitor = await chromium.VisitAsync(new(IsStill: true));
        await using var page = await ServedPage.StartAsync();
        await visitor.OpenAsync(page.Address);
        var window = Windows.At(0, ("#goal", 60), ("#coffee", 500), ("#monday", 900));

        page.Show(window with { Rank = Rank.Rising, Top = [window.Top[0] with { Score = 8 }, window.Top[1] with { Score = 2 }, window.Top[2] with { Score = -0.5 }] });

        await Expect(visitor.Page.Locator("#title")).ToHaveTextAsync("Rising hashtags");
        await Expect(visitor.Rows.Locator(".score")).ToHaveTextAsync(["8.0", "2.0", "-0.5"]);
        await Expect(visitor.Rows.Locator(".count")).ToHaveTextAsync(["60", "500", "900"]);
        var lengths = await visitor.Rows.Locator(".bar").EvaluateAllAsync<double[]>("bars => bars.map(bar => bar.getBoundingClientRect().width)");
        Assert.Equal(4, lengths[0] / lengths[1], 0.05);
        Assert.Equal(1, lengths[2], 0.5);
        visitor.AssertContent(page.Address);
    }

    [SkippableFact]
    public async Task Rows_travel_to_their_new_places_only_where_motion_is_welcome()
    {
        foreach (var isStill in new[] { false, true })
        {
            await using var visitor = await chromium.VisitAsync(new(IsStill: isStill));
            await using var page = await ServedPage.StartAsync();
            await visitor.Page.AddInitScriptAsync("window.moves = 0; const animate = Element.prototype.animate; Element.prototype.animate = function (...how) { window.moves++; return animate.apply(this, how); }");
            await visitor.OpenAsync(page.Address);
            page.Show(Windows.At(0, ("#a", 2), ("#b", 1)));
            await Expect(visitor.Tags).ToHaveTextAsync(["#a", "#b"]);

            page.Show(Windows.At(1, ("#b", 2), ("#a", 1)));

            await Expect(visitor.Tags).ToHaveTextAsync(["#b", "#a"]);
            Assert.Equal(!isStill, await visitor.Page.EvaluateAsync<int>("window.moves") > 0);
        }
    }

    [SkippableFact]
    public async Task Tags_are_text_whatever_they_hold()
    {
        string[] hostile =
        [
            "#<script>document.title='owned'</script>", "#<img src=x onerror=document.title='owned'>", "#\u202Egnp.exe", "#\"><b>bold", "#&lt;", "#{{7*7}}", "#<svg/onload=document.title='owned'>",
            "#" + new string('W', 400),
        ];
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        await visitor.OpenAsync(page.Address);

        page.Show(Windows.At(0, hostile.Select((tag, i) => (tag, 100L - i))));

        await Expect(visitor.Rows).ToHaveCountAsync(hostile.Length);
        Assert.Equal(hostile, await visitor.Tags.AllTextContentsAsync());
        Assert.Equal(0, await visitor.Page.Locator("#bars :is(script, img, b, svg)").CountAsync());
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "<img" }).ClickAsync();
        await Expect(visitor.Page.Locator("#tag-name")).ToHaveTextAsync(hostile[1]);
        Assert.Equal(0, await visitor.Page.Locator("#tag img").CountAsync());
        Assert.StartsWith("#<script>", await visitor.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.True(await visitor.HasNoSidewaysScrollAsync());
        visitor.AssertContent(page.Address);
    }

    [SkippableFact]
    public async Task Arabic_and_Hebrew_tags_are_written_from_the_right()
    {
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        await visitor.OpenAsync(page.Address);

        page.Show(Windows.At(0, ("#العربية", 3), ("#עברית", 2), ("#dotnet", 1)));

        await Expect(visitor.Rows).ToHaveCountAsync(3);
        Assert.Equal(["rtl", "rtl", "ltr"], await visitor.Tags.EvaluateAllAsync<string[]>("tags => tags.map(tag => getComputedStyle(tag).direction)"));
    }

    [SkippableFact]
    public async Task What_is_missing_or_waited_for_is_said()
    {
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        await visitor.OpenAsync(page.Address);
        var window = Windows.At(0, ("#dotnet", 10));

        page.Show(window with { Gap = new(window.Start.AddSeconds(2), window.Start.AddSeconds(9), 34), Stream = new() { Late = 5, Malformed = 3, Missed = 34 } });
        await Expect(visitor.Page.Locator("#gap")).ToHaveTextAsync("34 posts are missing between 12:00:02 and 12:00:09 UTC.");
        await Expect(visitor.Page.Locator("#facts")).ToContainTextAsync("5 late · 3 dropped · 34 missed");

        page.Show(Windows.At(1) with { Notice = "waiting for 127.0.0.1:5555" });
        await Expect(visitor.Page.Locator("#notice")).ToHaveTextAsync("waiting for 127.0.0.1:5555");
        await Expect(visitor.Page.Locator("#gap")).ToBeHiddenAsync();
        await Expect(visitor.Status).ToHaveTextAsync("waiting");
        await Expect(visitor.Empty).ToHaveTextAsync("No hashtags in this window yet.");
        visitor.AssertContent(page.Address);
    }

    [SkippableFact]
    public async Task A_paused_view_stands_still_and_the_past_can_be_walked_through()
    {
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        page.Show(Windows.Numbered(0, 30));
        await visitor.OpenAsync(page.Address);
        await Expect(visitor.Tags).ToHaveTextAsync(["#w29"]);
        await Expect(visitor.Page.Locator("#older")).ToBeEnabledAsync();

        await visitor.Page.Keyboard.PressAsync("Space");
        await Expect(visitor.Status).ToHaveTextAsync("paused");
        page.Show(Windows.At(30, ("#w30", 10)));
        await Expect(visitor.Page.Locator("#newer")).ToBeEnabledAsync();
        await Expect(visitor.Tags).ToHaveTextAsync(["#w29"]);

        await visitor.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(visitor.Tags).ToHaveTextAsync(["#w28"]);
        await visitor.Page.Locator("#place").FillAsync("3");
        await Expect(visitor.Tags).ToHaveTextAsync(["#w3"]);
        await visitor.Page.Locator("#newer").ClickAsync();
        await Expect(visitor.Tags).ToHaveTextAsync(["#w4"]);
        await Expect(visitor.Page.Locator("#png")).ToHaveAttributeAsync("href", "window.png?end=2026-01-01T12%3A01%3A00.000Z");

        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Tags).ToHaveTextAsync(["#w30"]);
        await Expect(visitor.Status).ToHaveTextAsync("live");
        visitor.AssertContent(page.Address);
    }

    [SkippableFact]
    public async Task The_past_reaches_further_back_than_what_is_loaded_at_first()
    {
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        page.Show(Windows.Numbered(0, 1500));
        await visitor.OpenAsync(page.Address);
        await Expect(visitor.Page.Locator("#place")).ToHaveAttributeAsync("max", "999");

        await visitor.Page.Locator("#place").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Home");

        await Expect(visitor.Page.Locator("#place")).ToHaveAttributeAsync("max", "1499");
        await visitor.Page.Keyboard.PressAsync("Home");
        await Expect(visitor.Tags).ToHaveTextAsync(["#w0"]);
    }

    [SkippableFact]
    public async Task A_tag_opens_its_past_and_leads_to_its_posts()
    {
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        page.Show(Windows.At(0, ("#dotnet", 3)), Windows.At(1, ("#dotnet", 8), ("#日本", 5)), Windows.At(2, ("#日本", 6), ("#dotnet", 4)));
        await visitor.OpenAsync(page.Address);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "#日本" }).ClickAsync();

        await Expect(visitor.Page.Locator("#tag-name")).ToHaveTextAsync("#日本");
        await Expect(visitor.Page.Locator("#tag-facts")).ToHaveTextAsync("6 posts in this window, 6 at most, at 12:00:40 UTC; ranked in 2 of 3 windows.");
        var links = visitor.Page.Locator("#tag-links a");
        await Expect(links).ToHaveTextAsync(["Posts on Bluesky", "Posts on Mastodon", "Posts on X"]);
        await Expect(links.First).ToHaveAttributeAsync("href", "https://bsky.app/hashtag/%E6%97%A5%E6%9C%AC");
        await Expect(links.First).ToHaveAttributeAsync("rel", "noopener noreferrer");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Page.Locator("#tag")).ToBeHiddenAsync();
        visitor.AssertContent(page.Address);
    }

    [SkippableFact]
    public async Task Picture_and_figures_can_be_taken_home()
    {
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        page.Show(Windows.At(0, ("#dotnet", 3)), Windows.At(1, ("#dotnet", 8)));
        await visitor.OpenAsync(page.Address);
        await Expect(visitor.Tags).ToHaveTextAsync(["#dotnet"]);

        var picture = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Page.Locator("#png").ClickAsync());
        Assert.Equal("trending.png", picture.SuggestedFilename);
        await using (var png = await picture.CreateReadStreamAsync())
        {
            var signature = new byte[4];
            await png.ReadExactlyAsync(signature);
            Assert.Equal("\u0089PNG"u8.ToArray()[^3..], signature[1..]);
        }

        var figures = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        Assert.Equal("trends.csv", figures.SuggestedFilename);
        using var csv = new StreamReader(await figures.CreateReadStreamAsync());
        Assert.Equal(3, (await csv.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [SkippableFact]
    public async Task It_fits_a_phone()
    {
        await using var visitor = await chromium.VisitAsync(new(Width: 360, Height: 700));
        await using var page = await ServedPage.StartAsync();
        page.Show(Afternoon.Windows(40));
        await visitor.OpenAsync(page.Address);

        await Expect(visitor.Rows).ToHaveCountAsync(10);
        Assert.True(await visitor.HasNoSidewaysScrollAsync());
        // Every count and change is on the screen.
        var ends = await visitor.Rows.Locator(".change").EvaluateAllAsync<double[]>("all => all.map(change => change.getBoundingClientRect().right)");
        Assert.All(ends, end => Assert.InRange(end, 1, 360));
    }

    public static TheoryData<Look> Looks => [new Look(IsStill: true), new Look(IsDark: true, IsStill: true), new Look(Width: 390, IsStill: true)];

    [SkippableTheory]
    [MemberData(nameof(Looks))]
    public async Task Nothing_keeps_anyone_out(Look look)
    {
        await using var visitor = await chromium.VisitAsync(look);
        await using var page = await ServedPage.StartAsync();
        await visitor.OpenAsync(page.Address);
        await Expect(visitor.Empty).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();

        var window = Afternoon.Windows(40).ToList();
        page.Show(window);
        page.Show(window[^1] with { Revision = 1, Notice = "waiting for 127.0.0.1:5555", Gap = new(window[^1].Start, null, null) });
        await Expect(visitor.Page.Locator("#notice")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "#WorldCup" }).ClickAsync();
        await Expect(visitor.Page.Locator("#tag-name")).ToBeVisibleAsync();
        await visitor.AssertAccessibleAsync();
    }

    [SkippableFact]
    public async Task Whoever_does_not_take_what_is_shown_holds_nobody_up()
    {
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        using var sleeper = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await sleeper.ConnectAsync(IPAddress.Loopback, page.Address.Port);
        await sleeper.SendAsync(System.Text.Encoding.ASCII.GetBytes($"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        await visitor.OpenAsync(page.Address);
        await Expect(visitor.Empty).ToHaveTextAsync("Waiting for the first window of sample posts.");

        page.Show(Afternoon.Windows(20_000));
        page.Show(Windows.At(1_000_000, ("#last", 1)));

        await Expect(visitor.Tags).ToHaveTextAsync(["#last"]);
        visitor.AssertContent(page.Address);
    }

    [SkippableFact]
    public async Task Windows_that_came_too_fast_are_asked_for()
    {
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        page.Show(Windows.At(0, ("#w0", 1)));
        await visitor.OpenAsync(page.Address);
        await Expect(visitor.Tags).ToHaveTextAsync(["#w0"]);

        page.Show(Windows.Numbered(1, 400));

        await Expect(visitor.Page.Locator("#place")).ToHaveAttributeAsync("max", "400");
    }

    [SkippableFact]
    public async Task The_newest_window_does_not_wait_for_those_that_are_asked_for()
    {
        await using var visitor = await chromium.VisitAsync();
        await using var page = await ServedPage.StartAsync();
        var (asked, answer) = (0, new TaskCompletionSource());
        await visitor.Page.RouteAsync("**/api/windows?*", async route =>
        {
            Interlocked.Increment(ref asked);
            await answer.Task;
            await route.ContinueAsync();
        });
        page.Show(Windows.Numbered(0, 50));
        await visitor.OpenAsync(page.Address);
        await Expect(visitor.Tags).ToHaveTextAsync(["#w49"]);

        page.Show(Windows.Numbered(50, 400));
        await Expect(visitor.Tags).ToHaveTextAsync(["#w449"]);
        Assert.Equal(1, Volatile.Read(ref asked));

        answer.SetResult();
        await Expect(visitor.Page.Locator("#place")).ToHaveAttributeAsync("max", "449");
    }
}
