using System.Text.Json;
using TweetStream.Relay.Sources.Bluesky;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Bluesky;

/// <summary>Events as Bluesky really sent them, by the fake. The recording is no part of the repository; it stands beside it where there is one.</summary>
public sealed class RecordedEventsTests
{
    private const string Recording = "../shared/data/bluesky-jetstream-v1-152.jsonl";

    [SkippableFact]
    public async Task Recorded_posts_arrive_with_exactly_their_tags()
    {
        var lines = Lines();
        var wanted = lines.Select(line => JsonDocument.Parse(line).RootElement).Where(IsPost).ToList();
        await using var running = await RunningBluesky.StartAsync(
            RunningBluesky.Options(JetstreamVersion.V1),
            fake =>
            {
                foreach (var line in lines)
                    fake.Add(e => Recorded(e, line));
            },
            new("1700000000000000", RunningSource.Start));
        foreach (var message in wanted)
        {
            var (post, record) = (await running.NextAsync(), message.GetProperty("commit").GetProperty("record"));
            Assert.Equal(record.GetProperty("text").GetString(), post.GetProperty("text").GetString());
            Assert.Equal(Tags(record), post.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
            Assert.Equal(message.GetProperty("time_us").GetInt64() / 1000, post.GetProperty("created_at").GetDateTimeOffset().ToUnixTimeMilliseconds());
        }

        Assert.Equal((17, 0L), (wanted.Count, running.Tally.Malformed));
        Assert.Empty(await running.TextsAsync());
    }

    private static string[] Lines()
    {
        var root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "TweetStream.sln")))
            root = Path.GetDirectoryName(root);
        var path = Path.Combine(root ?? ".", Recording);
        Skip.IfNot(File.Exists(path), $"{Recording} is not there");
        return [.. File.ReadLines(path).Where(line => line.Length > 0)];
    }

    private static FakeJetstreamEvent Recorded(FakeJetstreamEvent e, string line)
    {
        var message = JsonDocument.Parse(line).RootElement;
        return e with
        {
            Raw = line,
            Time = DateTimeOffset.UnixEpoch.AddMicroseconds(message.GetProperty("time_us").GetInt64()),
            Kind = message.GetProperty("kind").GetString()!,
            Collection = message.TryGetProperty("commit", out var commit) ? commit.GetProperty("collection").GetString()! : "",
        };
    }

    private static bool IsPost(JsonElement message) =>
        message.TryGetProperty("commit", out var commit)
        && (commit.GetProperty("operation").GetString(), commit.GetProperty("collection").GetString()) == ("create", FakeJetstreamEvent.Posts);

    private static IEnumerable<string?> Tags(JsonElement record)
    {
        var features = record.TryGetProperty("facets", out var facets) ? facets.EnumerateArray().SelectMany(facet => facet.GetProperty("features").EnumerateArray()) : [];
        return features.Where(feature => feature.GetProperty("$type").GetString() == "app.bsky.richtext.facet#tag").Select(feature => feature.GetProperty("tag").GetString())
            .Concat(record.TryGetProperty("tags", out var tags) ? tags.EnumerateArray().Select(tag => tag.GetString()) : []);
    }
}
