using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>A network between relay and counter that breaks again and again, wherever it likes.</summary>
public sealed class BrittleLinkTests : IDisposable
{
    private const int Breaks = 40;
    private static readonly string[] Tags = ["#one", "#Two", "#two", "#TWO", "#日本", "#Grüße", "#ｆｕｌｌ", "#full", ""];
    private readonly Folder _folder = new();
    private readonly Random _random = new(4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public async Task Resets_and_stalls_within_lines_lose_no_post_double_none_and_are_no_gap()
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "stdin", "--archive", "posts", "--wait-for-clients", "1");
        using var _ = relay;
        using var link = new BrittleLink(port, Breaks);
        using var counter = Tweetstream.Start(
            _folder, "count", link.Address, "--from", "earliest", "--output-file", "w.jsonl", "--window", "2s", "--slide", "1s", "--top", "0", "--plot", "none", "--output", "none");
        await Eventually.HoldsAsync(
            async () =>
            {
                await relay.HearAsync(Posts(20));
                return link.Broken >= Breaks;
            },
            () => $"{Breaks} breaks, of which there were {link.Broken}; {counter.Errors}");
        var end = TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds();
        await relay.HearAsync($"{{\"text\":\"#end\",\"created_at\":{end}}}\n");
        List<string> archived = [];
        await Eventually.HoldsAsync(() => (archived = Archived.Lines(_folder.File("posts")))[^1].Contains("#end", StringComparison.Ordinal), () => "the last post is archived");
        var expected = NaiveTrends.Of(archived, size: 2000, slide: 1000);
        await Eventually.HoldsAsync(() => ClosedWindow.Read(_folder.File("w.jsonl")).Count >= expected.Count, () => $"{expected.Count} windows; {counter.Errors}");
        counter.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await counter.ExitAsync());
        ClosedWindow.AssertSame(expected, ClosedWindow.Read(_folder.File("w.jsonl")));
        Assert.InRange(expected[^1].Late, 1, archived.Count / 2);
        Assert.DoesNotContain("missing", counter.Errors, StringComparison.Ordinal);
        Assert.Contains("was cut off by the end of the connection", counter.Errors, StringComparison.Ordinal);
        Assert.Contains("came before its answer", counter.Errors, StringComparison.Ordinal);
    }

    // Of now, and of up to three seconds before: out of order, and some of them late.
    private string Posts(int count)
    {
        var posts = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - (long)(3000 * Math.Pow(_random.NextDouble(), 8));
            posts.Append(CultureInfo.InvariantCulture, $"{{\"text\":\"{Tags[_random.Next(Tags.Length)]} and {Tags[_random.Next(Tags.Length)]}\",\"created_at\":{time}}}\n");
        }

        return posts.ToString();
    }
}
