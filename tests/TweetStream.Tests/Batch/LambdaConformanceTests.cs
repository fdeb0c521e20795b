using System.Text.Json.Nodes;

namespace TweetStream.Tests.Batch;

/// <summary>The worked cases of <c>windows.json</c> that concern views and archive together.</summary>
public sealed class LambdaConformanceTests
{
    private static readonly JsonNode Cases =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Windows", "windows.json")))!;

    [Theory]
    [MemberData(nameof(Ids))]
    public void Totals_are_the_same_whatever_the_views_hold(string id)
    {
        var worked = Cases["cases"]!.AsArray().Single(worked => (string)worked!["id"]! == id)!;
        foreach (var (name, expected) in worked["expect"]!.AsObject())
        {
            var horizon = long.Parse(name.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);
            using var archive = new CountedArchive(segmentBytes: 1);
            // One post a segment, so that the views end at the horizon; the one after it only closes the segment before.
            foreach (var post in worked["input"]!.AsArray().Where(post => (long)post!["t"]! < horizon))
                Append(archive, post!);
            archive.Append(new NaivePost(horizon, null, []));
            Assert.Equal(archive.Archive.Writer.Next - 1, archive.Batch().Until);
            Assert.Equal(Counts(expected!["batch"]!), Counts(archive, to: horizon));
            foreach (var post in worked["input"]!.AsArray().Where(post => (long)post!["t"]! >= horizon))
                Append(archive, post!);
            Assert.Equal(Counts(expected["speed"]!), Counts(archive, from: horizon));
            Assert.Equal(Counts(expected["total"]!), Counts(archive));
            archive.Batch();
            Assert.Equal(Counts(expected["total"]!), Counts(archive));
        }
    }

    public static TheoryData<string> Ids =>
        [.. Cases["cases"]!.AsArray().Where(worked => (string)worked!["kind"]! == "lambda").Select(worked => (string)worked!["id"]!)];

    private static void Append(CountedArchive archive, JsonNode post) =>
        archive.Append(new NaivePost((long)post["t"]!, null, [.. post["tags"]!.AsArray().Select(tag => (string)tag!)]));

    private static string Counts(JsonNode counts) => string.Join(", ", counts.AsObject().Select(tag => $"#{tag.Key} {(int)tag.Value!}"));

    private static string Counts(CountedArchive archive, long? from = null, long? to = null) =>
        string.Join(", ", archive.Ask(from, to).Top.Select(trend => $"{trend.Tag} {trend.Count}"));
}
