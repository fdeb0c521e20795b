using System.Text.Json;

namespace TweetStream.Posts.Formats;

/// <summary>
/// A tweet of X's API v1.1. <c>text</c> may be cut off; the whole text and the hashtags that belong to it stand in
/// <c>extended_tweet</c> on streams and in <c>full_text</c> elsewhere. The number <c>id</c> is never read: writers that
/// know only doubles round it.
/// <code>
/// {"created_at":"Sun Aug 31 00:29:15 +0000 2014","id_str":"505874924095815681","text":"...","lang":"ja",
///  "user":{"screen_name":"ann"},"entities":{"hashtags":[{"text":"dotnet"}]},"timestamp_ms":"1409444955000",
///  "extended_tweet":{"full_text":"...","entities":{...}}}
/// </code>
/// </summary>
internal static class XTweet
{
    public static LineKind? Read(JsonElement tweet, PostBuffer post)
    {
        var extended = tweet.Member("extended_tweet"u8);
        JsonElement whole;
        if (X.TrySetText(post, extended.Member("full_text"u8)))
            whole = extended;
        else if (X.TrySetText(post, tweet.Member("full_text"u8)) || X.TrySetText(post, tweet.Member("text"u8)))
            whole = tweet;
        else
            return null;

        X.AddTags(post, whole.Member("entities"u8), "text"u8);
        post.Set(PostField.Source, X.Source);
        post.TrySet(PostField.Id, tweet.Member("id_str"u8));
        post.TrySet(PostField.Author, tweet.Member("user"u8).Member("screen_name"u8));
        post.TrySet(PostField.Language, tweet.Member("lang"u8));
        post.CreatedAt = tweet.Member("timestamp_ms"u8).Time()
            ?? tweet.Member("created_at"u8).Time()
            ?? X.TimeOfId(post[PostField.Id]);
        return LineKind.Post;
    }
}
