using System.Text;
using System.Text.Json;
using TweetStream.Posts;
using TweetStream.Posts.Formats;

namespace TweetStream.Tests.Posts.Model;

internal sealed class ModelMastodon
{
    private readonly HtmlText _html = new();

    public LineKind? Read(JsonElement message, PostBuffer post)
    {
        var name = message.Member("event");
        if (!name.IsString())
            return ReadStatus(message, post);
        if (!name.Says("update"))
            return LineKind.Control;
        var payload = message.Member("payload");
        if (!payload.IsString())
            return LineKind.Malformed;

        var json = payload.Json().ToArray();
        var length = JsonString.UnescapeInPlace(json, out var repaired);
        using var status = JsonDocument.Parse(json.AsMemory(0, length));
        post.Repaired = repaired;
        return ReadStatus(status.RootElement, post) ?? LineKind.Malformed;
    }

    private LineKind? ReadStatus(JsonElement status, PostBuffer post)
    {
        if (!post.TrySet(PostField.Text, status.Member("content")))
            return null;
        if (status.Member("reblog").ValueKind == JsonValueKind.Object)
            return LineKind.Control;
        var isQuote = status.Member("quote").ValueKind == JsonValueKind.Object;
        post.Set(PostField.Text, Encoding.UTF8.GetBytes(_html.Read(Encoding.UTF8.GetString(post.Text), isQuote)));

        var tags = status.Member("tags");
        post.HasTags = tags.ValueKind == JsonValueKind.Array;
        foreach (var tag in tags.Items())
            post.TryAddTag(tag.Member("name"));
        post.Set(PostField.Source, "mastodon"u8);
        post.TrySet(PostField.Id, status.Member("id"));
        post.TrySet(PostField.Author, status.Member("account").Member("acct"));
        post.TrySet(PostField.Language, status.Member("language"));
        post.CreatedAt = status.Member("created_at").Time();
        return LineKind.Post;
    }
}
