using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>More distinct tags in one window than a counter is to hold in memory.</summary>
public sealed class ManyTagsTests : IDisposable
{
    private const int TagsPerPost = 20;
    private const int HeavyTags = 10;
    private const long MemoryBound = 48L * 1024 * 1024;
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public async Task Three_million_distinct_tags_take_no_more_memory_than_one_million_and_the_frequent_ones_stay_exact()
    {
        var one = await PeakMemoryAsync(1_000_000);
        var three = await PeakMemoryAsync(3_000_000);
        Assert.True(three - one < MemoryBound, $"a million took {one >> 20} MiB at most, three million {three >> 20} MiB");
    }

    private async Task<long> PeakMemoryAsync(int distinct)
    {
        var posts = distinct / TagsPerPost;
        using var counter = Tweetstream.Start(_folder, "count", "-", "--max-tags", "100000", "--window", "1h", "--slide", "1h", "--top", "10", "--plot", "none", "--output", "json");
        await counter.HearAsync($"{{\"created_at\":1000,\"text\":\"\",\"tags\":[\"{new string('x', 100_000)}\"]}}\n");
        var lines = new StringBuilder();
        for (var post = 0; post < posts; post++)
        {
            lines.Append("{\"created_at\":1000,\"text\":\"\",\"tags\":[\"h0\"");
            for (var heavy = 1; heavy < HeavyTags; heavy++)
                lines.Append(post % (heavy + 1) == 0 ? $",\"h{heavy}\"" : "");
            for (var tag = 0; tag < TagsPerPost; tag++)
                lines.Append(CultureInfo.InvariantCulture, $",\"t{(post * TagsPerPost) + tag}\"");
            lines.Append("]}\n");
            if (lines.Length < 1 << 20 && post < posts - 1)
                continue;
            await counter.HearAsync(lines.ToString());
            lines.Clear();
        }

        await counter.HearAsync("{\"created_at\":3600000,\"text\":\"\"}\n");
        var window = JsonNode.Parse((await counter.Output.ReadLineAsync().WaitAsync(Patience.Limit))!)!;
        var peak = counter.PeakMemory;
        int[] expected = [.. Enumerable.Range(0, HeavyTags).Select(heavy => (posts + heavy) / (heavy + 1))];
        Assert.Equal(expected.Select((count, heavy) => $"#h{heavy} {count}"), window["top"]!.AsArray().Select(tag => $"{tag!["tag"]} {tag["count"]}"));
        Assert.Equal(distinct + expected.Sum(), (long)window["tags"]! + (long)window["overflow"]!);
        var ended = await counter.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("Not counted as they came: 1 tags capped, ", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("given up beyond --max-tags", ended.Errors, StringComparison.Ordinal);
        return peak;
    }
}
