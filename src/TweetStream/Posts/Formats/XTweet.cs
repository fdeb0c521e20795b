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
    public static LineKind? Read(NamedMembers tweet, PostBuffer post, PostParts parts)
    {
        var extended = tweet[MemberName.ExtendedTweet];
        var text = extended.Member("full_text"u8);
        var entities = text.IsString ? extended.Member("entities"u8) : tweet[MemberName.Entities];
        if (!text.IsString)
            text = tweet[MemberName.FullText];
        if (!text.IsString)
            text = tweet[MemberName.Text];
        if (!text.IsString)
            return null;

        X.SetTagsAndText(post, parts, text, entities, "text"u8);
        X.SetTimeAndId(post, parts, tweet[MemberName.TimestampMilliseconds].Time() ?? tweet[MemberName.CreatedAt].Time(), tweet[MemberName.IdString]);
        if (!parts.IsAll)
            return LineKind.Post;

        post.Set(PostField.Source, X.Source);
        post.TrySet(PostField.Author, tweet[MemberName.User].Member("screen_name"u8));
        post.TrySet(PostField.Language, tweet[MemberName.Lang]);
        return LineKind.Post;
    }
}
