using System.Text.Json;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

/// <summary>Posts as the networks really sent them. The recordings are no part of the repository; they stand beside it where there are any.</summary>
public class RecordedPostsTests
{
    private const string Folder = "../shared/data";

    private static IEnumerable<(byte[] Line, JsonElement Message)> Recording(string name)
    {
        var root = AppContext.BaseDirectory;
        while (root != null && !File.Exists(Path.Combine(root, "TweetStream.sln")))
            root = Path.GetDirectoryName(root);
        var path = Path.Combine(root ?? ".", Folder, name);
        Skip.IfNot(File.Exists(path), $"{Folder}/{name} is not there");
        return File.ReadLines(path)
            .Where(line => line.Length > 0)
            .Select(line => (System.Text.Encoding.UTF8.GetBytes(line), JsonDocument.Parse(line).RootElement));
    }

    private static string Names(IEnumerable<JsonElement> items, string name) =>
        string.Join(' ', items.Select(item => item.GetProperty(name).GetString()));

    [SkippableFact]
    public void Every_recorded_tweet_has_exactly_its_hashtags()
    {
        var tweets = 0;
        foreach (var (line, tweet) in Recording("tweets-v1.1-cjk-100.jsonl"))
        {
            var post = Decoded.Line(line);

            Assert.Equal(LineKind.Post, post.Kind);
            Assert.Equal(Names(tweet.GetProperty("entities").GetProperty("hashtags").EnumerateArray(), "text"), post.Tags);
            Assert.Equal(System.Net.WebUtility.HtmlDecode(tweet.GetProperty("text").GetString()), post.Text);
            Assert.Equal(tweet.GetProperty("id_str").GetString(), post.Id);
            Assert.Equal(tweet.GetProperty("user").GetProperty("screen_name").GetString(), post.Author);
            Assert.Equal(tweet.GetProperty("lang").GetString(), post.Language);

            // Two witnesses of the same time: the date in whole seconds, and the id.
            var ofId = (long.Parse(post.Id, System.Globalization.CultureInfo.InvariantCulture) >> 22) + 1_288_834_974_657;
            Assert.InRange(post.CreatedAt ?? 0, ofId - 2000, ofId + 2000);
            Assert.False(post.Repaired);
            tweets++;
        }

        Assert.Equal(100, tweets);
    }

    [SkippableFact]
    public void Every_recorded_event_is_a_post_with_exactly_its_tags_or_a_control_message()
    {
        var posts = 0;
        var others = 0;
        foreach (var (line, message) in Recording("bluesky-jetstream-v1-152.jsonl"))
        {
            var post = Decoded.Line(line);
            if (post.Kind == LineKind.Control)
            {
                others++;
                continue;
            }

            Assert.Equal(LineKind.Post, post.Kind);
            var record = message.GetProperty("commit").GetProperty("record");
            var tags = Enumerable.Empty<string?>();
            if (record.TryGetProperty("facets", out var facets))
            {
                tags = facets.EnumerateArray()
                    .SelectMany(facet => facet.GetProperty("features").EnumerateArray())
                    .Where(feature => feature.GetProperty("$type").GetString() == "app.bsky.richtext.facet#tag")
                    .Select(feature => feature.GetProperty("tag").GetString());
            }

            if (record.TryGetProperty("tags", out var beside))
                tags = tags.Concat(beside.EnumerateArray().Select(tag => tag.GetString()));

            Assert.Equal(string.Join(' ', tags), post.Tags);
            Assert.Equal(record.GetProperty("text").GetString(), post.Text);
            Assert.Equal(message.GetProperty("time_us").GetInt64() / 1000, post.CreatedAt);
            Assert.Equal($"{message.GetProperty("did")}/{message.GetProperty("commit").GetProperty("rkey")}", post.Id);
            posts++;
        }

        Assert.Equal((17, 135), (posts, others));
    }
}
