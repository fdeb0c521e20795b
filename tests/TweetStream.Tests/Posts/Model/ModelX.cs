using System.Text.Json;
using TweetStream.Posts;
using TweetStream.Posts.Formats;

namespace TweetStream.Tests.Posts.Model;

internal static class ModelX
{
    public static LineKind? ReadTweet(JsonElement tweet, PostBuffer post)
    {
        var extended = tweet.Member("extended_tweet");
        JsonElement whole;
        if (TrySetText(post, extended.Member("full_text")))
            whole = extended;
        else if (TrySetText(post, tweet.Member("full_text")) || TrySetText(post, tweet.Member("text")))
            whole = tweet;
        else
            return null;

        AddTags(post, whole.Member("entities"), "text");
        post.Set(PostField.Source, "x"u8);
        post.TrySet(PostField.Id, tweet.Member("id_str"));
        post.TrySet(PostField.Author, tweet.Member("user").Member("screen_name"));
        post.TrySet(PostField.Language, tweet.Member("lang"));
        post.CreatedAt = tweet.Member("timestamp_ms").Time() ?? tweet.Member("created_at").Time() ?? X.TimeOfId(post[PostField.Id]);
        return LineKind.Post;
    }

    public static LineKind? ReadPost(JsonElement message, PostBuffer post)
    {
        var data = message.Member("data");
        if (data.ValueKind != JsonValueKind.Object)
            return null;

        var whole = data.Member("note_tweet");
        if (!TrySetText(post, whole.Member("text")))
        {
            whole = data;
            if (!TrySetText(post, data.Member("text")))
                return LineKind.Malformed;
        }

        AddTags(post, whole.Member("entities"), "tag");
        post.Set(PostField.Source, "x"u8);
        post.TrySet(PostField.Id, data.Member("id"));
        post.TrySet(PostField.Author, data.Member("author_id"));
        post.TrySet(PostField.Language, data.Member("lang"));
        post.CreatedAt = data.Member("created_at").Time() ?? X.TimeOfId(post[PostField.Id]);
        return LineKind.Post;
    }

    private static bool TrySetText(PostBuffer post, JsonElement text)
    {
        if (!post.TrySet(PostField.Text, text))
            return false;
        var unescaped = System.Text.Encoding.UTF8.GetString(post.Text)
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
        post.Set(PostField.Text, System.Text.Encoding.UTF8.GetBytes(unescaped));
        return true;
    }

    private static void AddTags(PostBuffer post, JsonElement entities, string spelling)
    {
        var hashtags = entities.Member("hashtags");
        post.HasTags = hashtags.ValueKind == JsonValueKind.Array
            || entities.ValueKind == JsonValueKind.Object && hashtags.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
        foreach (var hashtag in hashtags.Items())
            post.TryAddTag(hashtag.Member(spelling));
    }
}
