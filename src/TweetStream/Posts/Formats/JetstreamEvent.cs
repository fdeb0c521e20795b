using System.Buffers.Text;
using TweetStream.Posts.Json;

namespace TweetStream.Posts.Formats;

/// <summary>
/// An event of Bluesky's Jetstream, version 1 or 2. Only the creation of a post is one; likes, follows, deletions and
/// the service's own notices are control messages. Its time is when the service saw it: <c>createdAt</c> is whatever the
/// author's program claims. Not for use by two threads at once.
/// <code>
/// v1 {"did":"did:plc:a","time_us":1783175888172335,"kind":"commit",
///     "commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"3mp","record":RECORD}}
/// v2 {"$type":"message","payload":{"$type":"...#commit","seq":7,"did":"did:plc:a","time":"2026-07-04T14:38:08.172335Z",
///     "operation":"create","collection":"app.bsky.feed.post","rkey":"3mp","record":RECORD}}
/// RECORD = {"text":"...","langs":["de"],"tags":["extra"],
///           "facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"A"}]}]}
/// </code>
/// </summary>
internal sealed class JetstreamEvent
{
    // The record's schema allows three; others may write what they like.
    private const int MostLanguages = 8;

    private readonly NamedMembers _commit = new();
    private readonly NamedMembers _record = new();

    public LineKind? Read(NamedMembers message, PostBuffer post, PostParts parts)
    {
        if (message[MemberName.Did].IsString && message[MemberName.Kind].IsString)
        {
            var time = message[MemberName.TimeMicroseconds];
            _commit.Read(message[MemberName.Commit]);
            return ReadCommit(message[MemberName.Did], Microseconds(time), time, post, parts);
        }

        if (!message[MemberName.Type].IsString)
            return null;
        _commit.Read(message[MemberName.Payload]);
        return ReadCommit(_commit[MemberName.Did], _commit[MemberName.Time].Time(), _commit[MemberName.Sequence], post, parts);
    }

    private LineKind ReadCommit(JsonValue did, long? seenAt, JsonValue cursor, PostBuffer post, PostParts parts)
    {
        if (!_commit[MemberName.Operation].Says("create"u8) || !_commit[MemberName.Collection].Says("app.bsky.feed.post"u8))
            return LineKind.Control;
        _record.Read(_commit[MemberName.Record]);
        if (!_record[MemberName.Text].IsString)
            return LineKind.Malformed;

        AddTags(post, _record);
        post.CreatedAt = seenAt;
        if (parts.HasText(post))
            post.TrySet(PostField.Text, _record[MemberName.Text]);
        if (!parts.IsAll)
            return LineKind.Post;

        post.Set(PostField.Source, "bluesky"u8);
        SetLanguages(post, _record[MemberName.Langs]);
        var key = _commit[MemberName.RecordKey];
        if (post.TrySet(PostField.Author, did) && key.IsString)
            post.SetJson(PostField.Id, [.. did.Json, .. "/"u8, .. key.Json]);
        if (cursor.Kind == JsonKind.Number)
            post.Set(PostField.Cursor, cursor.Json);
        return LineKind.Post;
    }

    // The others are joined as JSON: what has been unescaped may look like an escape.
    private static void SetLanguages(PostBuffer post, JsonValue languages)
    {
        byte[]? others = null;
        var number = 0;
        foreach (var language in languages.Items)
        {
            if (number++ == 0)
                post.TrySet(PostField.Language, language);
            else if (number <= MostLanguages && language.IsString)
                others = others is null ? language.Json.ToArray() : [.. others, .. ","u8, .. language.Json];
        }

        post.SetJson(PostField.OtherLanguages, others);
    }

    // Those marked in the text come first, then those that stand outside of it. A record is complete: with neither it has no tags.
    private static void AddTags(PostBuffer post, NamedMembers record)
    {
        post.HasTags = true;
        foreach (var facet in record[MemberName.Facets].Items)
        {
            foreach (var feature in facet.Member("features"u8).Items)
            {
                if (feature.Member("$type"u8).Says("app.bsky.richtext.facet#tag"u8))
                    post.TryAddTag(feature.Member("tag"u8));
            }
        }

        foreach (var tag in record[MemberName.Tags].Items)
            post.TryAddTag(tag);
    }

    private static long? Microseconds(JsonValue value)
    {
        if (value.Kind is not (JsonKind.Number or JsonKind.String)
            || !Utf8Parser.TryParse(value.Json, out long time, out var used)
            || used != value.Json.Length)
            return null;
        var milliseconds = time / 1000 - (time % 1000 < 0 ? 1 : 0);
        return Timestamp.IsInRange(milliseconds) ? milliseconds : null;
    }
}
