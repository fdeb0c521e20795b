using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TweetStream.EndToEnd.Tests;
using static Microsoft.Playwright.Assertions;

namespace TweetStream.Browser.Tests;

/// <summary>The page of a real counter, which a person feeds as with <c>nc -lk</c>.</summary>
public sealed class ProcessTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task The_page_comes_back_after_the_counter_was_killed_and_started_again()
    {
        await using var visitor = await chromium.VisitAsync();
        using var folder = new Folder();
        using var typist = new TcpListener(IPAddress.Loopback, 0);
        typist.Start();
        using var first = Count(folder, typist, page: 0);
        using var typed = await typist.AcceptSocketAsync();
        await first.SaysAsync("Serving HTTP on 127.0.0.1:");
        var page = first.NumberAfter("Serving HTTP on 127.0.0.1:");
        await visitor.OpenAsync(new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{page}/")));
        await typed.SendAsync(Encoding.UTF8.GetBytes("good morning #dotnet\n"));
        await Expect(visitor.Tags).ToHaveTextAsync(["#dotnet"]);

        first.Kill();
        await Expect(visitor.Status).ToHaveTextAsync("disconnected, trying again");

        using var second = Count(folder, typist, page);
        using var again = await typist.AcceptSocketAsync();
        await again.SendAsync(Encoding.UTF8.GetBytes("good evening #orleans\n"));
        await Expect(visitor.Tags).ToHaveTextAsync(["#orleans"]);
        await Expect(visitor.Status).ToHaveTextAsync("live");
        // What the first one showed is still there to be walked back to.
        Assert.NotEqual("0", await visitor.Page.Locator("#place").GetAttributeAsync("max"));
    }

    private static Tweetstream Count(Folder folder, TcpListener typist, int page) => Tweetstream.Start(
        folder, "count", typist.LocalEndpoint.ToString()!, "--page", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{page}"),
        "--window", "10m", "--slide", "1s", "--output", "none", "--plot", "none");
}
