using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TweetStream.EndToEnd.Tests;
using static Microsoft.Playwright.Assertions;

namespace TweetStream.Browser.Tests;

/// <summary>The page of a counter that was not there when the posts came, beside a serve that has them all: real processes.</summary>
public sealed class HistoryTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task The_page_goes_back_to_windows_from_before_the_counter_and_says_when_it_cannot()
    {
        await using var visitor = await chromium.VisitAsync(new(IsStill: true));
        using var folder = new Folder();
        var (relay, port) = await Tweetstream.RelayAsync(folder, "--source", "stdin", "--archive", "posts", "--wait-for-clients", "0");
        using var ofRelay = relay;
        await relay.HearAsync(Posts("before", from: 0, to: 300));
        using var serve = Tweetstream.Start(folder, "serve", "--archive", "posts", "--http", "127.0.0.1:0");
        await serve.SaysAsync("Serving HTTP on 127.0.0.1:");
        var history = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{serve.NumberAfter("Serving HTTP on 127.0.0.1:")}");
        using (var client = new HttpClient())
            await Eventually.HoldsAsync(async () => (await client.GetStringAsync(new Uri(history + "/api/state"))).Contains("\"posts\":300", StringComparison.Ordinal), () => serve.Errors);

        using var counter = Tweetstream.Start(folder, "count", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "--page", "127.0.0.1:0", "--history", history, "--output", "none", "--plot", "none");
        await counter.SaysAsync("Serving HTTP on 127.0.0.1:");
        await relay.SaysAsync("Client 1 connected");
        var page = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{counter.NumberAfter("Serving HTTP on 127.0.0.1:")}/"));
        await relay.HearAsync(Posts("after", from: 300, to: 400));
        await visitor.OpenAsync(page);
        await Expect(visitor.Tags).ToHaveTextAsync(["#after"]);

        // All windows of five minutes of the past are there to be walked through.
        await Expect(visitor.Page.Locator("#place")).ToHaveAttributeAsync("max", new Regex("^3[0-9]$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await visitor.Page.Locator("#place").FillAsync("5");
        await Expect(visitor.Tags).ToHaveTextAsync(["#before"]);
        await Expect(visitor.Page.Locator("#subtitle")).ToContainTextAsync("1.0 posts/s");
        await Expect(visitor.Page.Locator("#older-notice")).ToBeHiddenAsync();
        await Album.KeepAsync("page-history", await visitor.Page.ScreenshotAsync());
        visitor.AssertContent(page);
        await visitor.AssertAccessibleAsync();

        serve.Kill();
        await visitor.OpenAsync(page);
        await Expect(visitor.Tags).ToHaveTextAsync(["#after"]);
        await Expect(visitor.Page.Locator("#older-notice")).ToContainTextAsync($"Older windows cannot be reached at {history}/: ");
        await Album.KeepAsync("page-history-gone", await visitor.Page.ScreenshotAsync());
        visitor.AssertContent(page);
    }

    // One a second.
    private static string Posts(string tag, int from, int to)
    {
        var posts = new StringBuilder();
        for (var second = from; second < to; second++)
            posts.Append(CultureInfo.InvariantCulture, $$"""{"created_at":"{{Noon.AddSeconds(second):yyyy-MM-ddTHH:mm:ssZ}}","text":"good morning #{{tag}}"}""").Append('\n');
        return posts.ToString();
    }
}
