using System.Net.Sockets;
using System.Text.Json.Nodes;
using TweetStream.Tests.Batch;
using TweetStream.Trends;

namespace TweetStream.Tests.Web;

/// <summary>The page's past, of which a counter keeps the end and a serve has all.</summary>
public sealed class OlderWindowsTests : IDisposable
{
    private readonly CountedArchive _archive = new();

    [Fact]
    public async Task Who_looks_back_gets_what_is_no_longer_kept_from_the_service()
    {
        Archive(from: -8, to: 3);
        await using var answers = await ServedAnswers.StartAsync(_archive);
        await using var page = await ServedPage.StartAsync(older: answers.Address);
        page.Show(NumberedWindows.At(0, ("#kept", 1)), NumberedWindows.At(1, ("#kept", 2)));
        Assert.True((bool)(await AskAsync(page, "/api/state"))["older"]!);
        Assert.Equal(Ends(-2, -1), await EndsAsync(page, "?limit=2&before=2026-01-01T12:00:20Z"));
        Assert.Equal(Ends(-1, 0, 1), await EndsAsync(page, "?limit=3&before=2026-01-01T12:00:40Z"));
        Assert.Equal(Ends(-6, -5), await EndsAsync(page, "?limit=2&since=2026-01-01T11:59:10Z"));
        Assert.Equal(Ends(-2, -1, 0, 1), await EndsAsync(page, "?since=2026-01-01T11:59:50Z"));
        Assert.Equal(Ends(0, 1), await EndsAsync(page, ""));
        var older = (await AskAsync(page, "/api/windows?limit=1&before=2026-01-01T12:00:20Z"))[0]!;
        Assert.Equal(("#archived", 2, 2), ((string)older["top"]![0]!["tag"]!, (int)older["posts"]!, (int)older["top"]![0]!["previous"]!));
        var picture = await page.Client.GetByteArrayAsync("/window.png?end=2026-01-01T12:00:10Z");
        Assert.Equal("PNG"u8, picture.AsSpan(1, 3));
    }

    [Fact]
    public async Task A_counter_that_keeps_nothing_yet_has_a_past_all_the_same()
    {
        Archive(from: -8, to: 3);
        await using var answers = await ServedAnswers.StartAsync(_archive);
        await using var page = await ServedPage.StartAsync(older: answers.Address);
        Assert.Equal(Ends(-1, 0), await EndsAsync(page, "?limit=2&before=2026-01-01T12:00:30Z"));
        Assert.Equal("[]", await page.Client.GetStringAsync("/api/windows"));
    }

    [Fact]
    public async Task A_service_that_is_gone_says_nothing_or_something_else_leaves_what_is_kept_and_is_told()
    {
        var answers = await ServedAnswers.StartAsync(_archive);
        await answers.DisposeAsync();
        Assert.StartsWith($"Older windows cannot be reached at {answers.Address}: ", await NoticeAsync(answers.Address), StringComparison.Ordinal);
        using var silent = new TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        Assert.EndsWith("nothing within 0.2 s", await NoticeAsync(new($"http://{silent.LocalEndpoint}/"), TimeSpan.FromMilliseconds(200)), StringComparison.Ordinal);
        await using var other = await ServedPage.StartAsync();
        Assert.EndsWith("NotFound", await NoticeAsync(new(other.Address, "elsewhere/")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_service_refuses_is_told_in_its_words()
    {
        await using var answers = await ServedAnswers.StartAsync(_archive);
        File.Delete(_archive.Archive.Path("archive.json"));
        Assert.Contains("there is no archive in", await NoticeAsync(answers.Address), StringComparison.Ordinal);
    }

    public void Dispose() => _archive.Dispose();

    // One post in each ten seconds after the starts of these windows.
    private void Archive(int from, int to)
    {
        for (var number = from; number < to; number++)
            _archive.Append(new NaivePost(NumberedWindows.At(number).Start.ToUnixTimeMilliseconds() + 4_000, null, ["Archived"]));
    }

    private static async Task<string> NoticeAsync(Uri older, TimeSpan? patience = null)
    {
        await using var page = await ServedPage.StartAsync(older: older, patience: patience);
        page.Show(NumberedWindows.At(0, ("#kept", 1)));
        using var answer = await page.Client.GetAsync("/api/windows?before=2026-01-01T12:00:30Z");
        Assert.Equal([(string)JsonNode.Parse(await page.Client.GetStringAsync("/api/window"))!["end"]!], JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Select(window => (string)window!["end"]!));
        return Assert.Single(answer.Headers.GetValues("Tweetstream-Notice"));
    }

    private static IEnumerable<string> Ends(params int[] numbers) => numbers.Select(number => SnapshotJson.Iso(NumberedWindows.At(number).End));

    private static async Task<IEnumerable<string>> EndsAsync(ServedPage page, string query) => (await AskAsync(page, "/api/windows" + query)).AsArray().Select(window => (string)window!["end"]!);

    private static async Task<JsonNode> AskAsync(ServedPage page, string path) => JsonNode.Parse(await page.Client.GetStringAsync(path))!;
}
