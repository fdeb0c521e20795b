using System.Globalization;
using System.Text;
using System.Text.Json;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts.Model;

internal static class ModelJetstream
{
    public static LineKind? Read(JsonElement message, PostBuffer post)
    {
        if (message.Member("did").IsString() && message.Member("kind").IsString())
            return ReadCommit(message.Member("commit"), message.Member("did"), Microseconds(message.Member("time_us")), message.Member("time_us"), post);
        if (!message.Member("$type").IsString())
            return null;
        var payload = message.Member("payload");
        return ReadCommit(payload, payload.Member("did"), payload.Member("time").Time(), payload.Member("seq"), post);
    }

    private static LineKind ReadCommit(JsonElement commit, JsonElement did, long? seenAt, JsonElement cursor, PostBuffer post)
    {
        if (!commit.Member("operation").Says("create") || !commit.Member("collection").Says("app.bsky.feed.post"))
            return LineKind.Control;
        var record = commit.Member("record");
        if (!post.TrySet(PostField.Text, record.Member("text")))
            return LineKind.Malformed;

        post.HasTags = true;
        foreach (var feature in record.Member("facets").Items().SelectMany(facet => facet.Member("features").Items()))
        {
            if (feature.Member("$type").Says("app.bsky.richtext.facet#tag"))
                post.TryAddTag(feature.Member("tag"));
        }

        foreach (var tag in record.Member("tags").Items())
            post.TryAddTag(tag);
        post.Set(PostField.Source, "bluesky"u8);
        SetLanguages(post, [.. record.Member("langs").Items()]);
        var key = commit.Member("rkey");
        if (post.TrySet(PostField.Author, did) && key.IsString())
            post.SetJson(PostField.Id, [.. did.Json(), .. "/"u8, .. key.Json()]);
        if (cursor.ValueKind == JsonValueKind.Number)
            post.Set(PostField.Cursor, cursor.Json());
        post.CreatedAt = seenAt;
        return LineKind.Post;
    }

    private static void SetLanguages(PostBuffer post, JsonElement[] languages)
    {
        if (languages.Length > 0)
            post.TrySet(PostField.Language, languages[0]);
        var others = languages.Skip(1).Take(7).Where(language => language.IsString()).Select(language => Encoding.Latin1.GetString(language.Json()));
        post.SetJson(PostField.OtherLanguages, Encoding.Latin1.GetBytes(string.Join(',', others)));
    }

    private static long? Microseconds(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String)
            || !long.TryParse(Encoding.Latin1.GetString(value.Json()), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time))
            return null;
        var milliseconds = time / 1000 - (time % 1000 < 0 ? 1 : 0);
        return Timestamp.IsInRange(milliseconds) ? milliseconds : null;
    }
}
