using System.Text;
using TweetStream.Posts.Json;

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
    private readonly JsonIndex _payload = new();
    private readonly NamedMembers _status = new();

    /// <param name="message">The status or its envelope.</param>
    /// <param name="post">The post to set.</param>
    /// <param name="parts">What of it.</param>
    /// <param name="problem">What is wrong with the JSON inside of the envelope; null where nothing is.</param>
    public LineKind? Read(NamedMembers message, PostBuffer post, PostParts parts, out string? problem)
    {
        problem = null;
        var name = message[MemberName.Event];
        if (!name.IsString)
            return ReadStatus(message, post, parts);
        if (!name.Says("update"u8))
            return LineKind.Control;
        if (!message[MemberName.Payload].IsString)
            return LineKind.Malformed;

        var json = message[MemberName.Payload].Json.ToArray();
        var length = JsonString.UnescapeInPlace(json, out var repaired);
        post.Repaired = repaired;
        return ReadPayload(json.AsSpan(0, length), post, parts, out problem) ?? LineKind.Malformed;
    }

    private LineKind? ReadPayload(ReadOnlySpan<byte> json, PostBuffer post, PostParts parts, out string? problem)
    {
        problem = null;
        var status = json.TrimStart(" \t\r\n"u8);
        if (status is [(byte)'{', ..] && _payload.TryRead(status))
        {
            _status.Read(_payload.Object);
            return ReadStatus(_status, post, _payload.MayBeRepaired ? default : parts);
        }

        problem = JsonProblem.Of(json);
        return null;
    }

    private LineKind? ReadStatus(NamedMembers status, PostBuffer post, PostParts parts)
    {
        var content = status[MemberName.Content];
        if (!content.IsString)
            return null;
        if (status[MemberName.Reblog].IsObject)
            return LineKind.Control;

        var tags = status[MemberName.Tags];
        post.HasTags = tags.IsArray;
        foreach (var tag in tags.Items)
            post.TryAddTag(tag.Member("name"u8));
        post.CreatedAt = status[MemberName.CreatedAt].Time();
        if (parts.HasText(post))
            SetText(post, content, status[MemberName.Quote].IsObject);
        if (!parts.IsAll)
            return LineKind.Post;

        post.Set(PostField.Source, "mastodon"u8);
        post.TrySet(PostField.Id, status[MemberName.Id]);
        post.TrySet(PostField.Author, status[MemberName.Account].Member("acct"u8));
        post.TrySet(PostField.Language, status[MemberName.Language]);
        return LineKind.Post;
    }

    private void SetText(PostBuffer post, JsonValue content, bool isQuote)
    {
        post.TrySet(PostField.Text, content);
        var text = _html.Read(Encoding.UTF8.GetString(post.Text), isQuote);
        post.Set(PostField.Text, Encoding.UTF8.GetBytes(text));
    }
}
