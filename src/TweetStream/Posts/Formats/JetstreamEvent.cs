using System.Buffers.Text;
using System.Text.Json;

namespace TweetStream.Posts.Formats;

/// <summary>
/// An event of Bluesky's Jetstream, version 1 or 2. Only the creation of a post is one; likes, follows, deletions and
/// the service's own notices are control messages. Its time is when the service saw it: <c>createdAt</c> is whatever the
/// author's program claims.
/// <code>
/// v1 {"did":"did:plc:a","time_us":1783175888172335,"kind":"commit",
///     "commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"3mp","record":RECORD}}
/// v2 {"$type":"message","payload":{"$type":"...#commit","seq":7,"did":"did:plc:a","time":"2026-07-04T14:38:08.172335Z",
///     "operation":"create","collection":"app.bsky.feed.post","rkey":"3mp","record":RECORD}}
/// RECORD = {"text":"...","langs":["de"],"tags":["extra"],
///           "facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"A"}]}]}
/// </code>
/// </summary>
internal static class JetstreamEvent
{
    // The record's schema allows three; others may write what they like.
    private const int MostLanguages = 8;

    public static LineKind? Read(JsonElement message, PostBuffer post)
    {
        if (message.Member("did"u8).IsString() && message.Member("kind"u8).IsString())
            return ReadCommit(message.Member("commit"u8), message.Member("did"u8), Microseconds(message.Member("time_us"u8)), message.Member("time_us"u8), post);
        if (!message.Member("$type"u8).IsString())
            return null;
        var payload = message.Member("payload"u8);
        return ReadCommit(payload, payload.Member("did"u8), payload.Member("time"u8).Time(), payload.Member("seq"u8), post);
    }

    private static LineKind ReadCommit(JsonElement commit, JsonElement did, long? seenAt, JsonElement cursor, PostBuffer post)
    {
        if (!commit.Member("operation"u8).Says("create"u8) || !commit.Member("collection"u8).Says("app.bsky.feed.post"u8))
            return LineKind.Control;
        var record = commit.Member("record"u8);
        if (!post.TrySet(PostField.Text, record.Member("text"u8)))
            return LineKind.Malformed;

        AddTags(post, record);
        post.Set(PostField.Source, "bluesky"u8);
        SetLanguages(post, record.Member("langs"u8));
        var rkey = commit.Member("rkey"u8);
        if (post.TrySet(PostField.Author, did) && rkey.IsString())
            post.SetJson(PostField.Id, [.. did.Json(), .. "/"u8, .. rkey.Json()]);
        if (cursor.ValueKind == JsonValueKind.Number)
            post.Set(PostField.Cursor, cursor.Json());
        post.CreatedAt = seenAt;
        return LineKind.Post;
    }

    // The others are joined as JSON: what has been unescaped may look like an escape.
    private static void SetLanguages(PostBuffer post, JsonElement languages)
    {
        byte[] others = [];
        var number = 0;
        foreach (var language in languages.Items())
        {
            if (number++ == 0)
                post.TrySet(PostField.Language, language);
            else if (number <= MostLanguages && language.IsString())
                others = others.Length == 0 ? language.Json().ToArray() : [.. others, .. ","u8, .. language.Json()];
        }

        post.SetJson(PostField.OtherLanguages, others);
    }

    // Those marked in the text come first, then those that stand outside of it. A record is complete: with neither it has no tags.
    private static void AddTags(PostBuffer post, JsonElement record)
    {
        post.HasTags = true;
        foreach (var facet in record.Member("facets"u8).Items())
        {
            foreach (var feature in facet.Member("features"u8).Items())
            {
                if (feature.Member("$type"u8).Says("app.bsky.richtext.facet#tag"u8))
                    post.TryAddTag(feature.Member("tag"u8));
            }
        }

        foreach (var tag in record.Member("tags"u8).Items())
            post.TryAddTag(tag);
    }

    private static long? Microseconds(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String)
            || !Utf8Parser.TryParse(value.Json(), out long time, out var used)
            || used != value.Json().Length)
            return null;
        var milliseconds = time / 1000 - (time % 1000 < 0 ? 1 : 0);
        return Timestamp.IsInRange(milliseconds) ? milliseconds : null;
    }
}
