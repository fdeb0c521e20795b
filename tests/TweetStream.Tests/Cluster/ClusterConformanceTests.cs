using System.Text.Json.Nodes;
using TweetStream.Cluster;
using TweetStream.Counter;

namespace TweetStream.Tests.Cluster;

/// <summary>The worked cases of <c>windows.json</c> on a divided count: a cluster has no end of the input, a post long after stands for it.</summary>
public sealed class ClusterConformanceTests
{
    private static readonly JsonNode Suite =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Windows", "windows.json")))!;

    public static TheoryData<string> Cases => [.. Suite["cases"]!.AsArray().Where(c => (string?)c!["kind"] == "event-time").Select(c => (string)c!["id"]!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Event_time_case_in_three_parts(string id)
    {
        var test = Suite["cases"]!.AsArray().Single(c => (string?)c!["id"] == id)!;
        var config = test["config"]!;
        var options = new ClusterOptions
        {
            Relays = [new CountInput("relay", 5555, null)],
            Windows = new((long)config["size_ms"]!, (long)config["slide_ms"]!, (long)config["offset_ms"]!, (long)config["watermark_delay_ms"]!, (long)config["allowed_lateness_ms"]!),
            Partitions = 3,
        };
        var posts = test["input"]!.AsArray().Where(step => step!["t"] is not null)
            .Select(step => new StampedPost((long)step!["t"]!, string.Join(' ', step["tags"]!.AsArray().Select(tag => $"#{tag}")))).ToList();
        posts.Add(new(posts.Max(post => post.Time) + (1L << 40), ""));
        var cluster = new SimulatedCluster(options, [[.. posts]]);
        while (cluster.Send(0, most: 1))
            cluster.Checkpoint(1);
        cluster.Write();

        var expected = test["expect"]!["windows"]!.AsArray().Select(window =>
            $"[{window!["start"]},{window["end"]}) {string.Join(' ', window["counts"]!.AsObject().Select(count => $"#{count.Key}:{count.Value}"))}");
        Assert.Equal(expected, cluster.Results.Select(result =>
            FormattableString.Invariant($"[{result.Start},{result.End}) {string.Join(' ', result.Top.OrderBy(tag => tag.Tag, StringComparer.Ordinal).Select(tag => $"{tag.Tag}:{tag.Count}"))}")));
        Assert.Equal((long)test["expect"]!["late_events"]!, cluster.Results.Last().Totals.Late);
    }
}
