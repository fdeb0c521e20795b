using System.Text;
using System.Text.Json;

namespace TweetStream.Posts.Formats;

/// <summary>
/// A status of Mastodon, bare or in the envelope of its streams, which carries the status as a string. Edits, deletions
/// and other events are control messages, and so is a boost, whose text and tags are those of a post counted before.
/// <code>
/// {"id":"1","created_at":"2026-01-01T00:00:00.000Z","language":"en","content":"&lt;p&gt;html&lt;/p&gt;",
///  "account":{"acct":"ann@example.org"},"tags":[{"name":"piano"}]}
/// {"event":"update","payload":"{\"id\":\"1\", ... }"}
/// </code>
/// </summary>
internal sealed class MastodonStatus
{
    private readonly HtmlText _html = new();

    public LineKind? Read(JsonElement message, PostBuffer post)
    {
        var name = message.Member("event"u8);
        if (!name.IsString())
            return ReadStatus(message, post);
        if (!name.Says("update"u8))
            return LineKind.Control;
        var payload = message.Member("payload"u8);
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
        if (!post.TrySet(PostField.Text, status.Member("content"u8)))
            return null;
        if (status.Member("reblog"u8).ValueKind == JsonValueKind.Object)
            return LineKind.Control;
        var isQuote = status.Member("quote"u8).ValueKind == JsonValueKind.Object;
        var text = _html.Read(Encoding.UTF8.GetString(post.Text), isQuote);
        post.Set(PostField.Text, Encoding.UTF8.GetBytes(text));

        var tags = status.Member("tags"u8);
        post.HasTags = tags.ValueKind == JsonValueKind.Array;
        foreach (var tag in tags.Items())
            post.TryAddTag(tag.Member("name"u8));
        post.Set(PostField.Source, "mastodon"u8);
        post.TrySet(PostField.Id, status.Member("id"u8));
        post.TrySet(PostField.Author, status.Member("account"u8).Member("acct"u8));
        post.TrySet(PostField.Language, status.Member("language"u8));
        post.CreatedAt = status.Member("created_at"u8).Time();
        return LineKind.Post;
    }
}
