using System.Text.Json;

namespace TweetStream.Posts.Formats;

/// <summary>
/// A post of X's API v2. A long one has its whole text, and the hashtags that belong to it, in <c>note_tweet</c>. Errors
/// may stand beside the post; without a post they are the service speaking, see <see cref="ControlMessage"/>.
/// <code>
/// {"data":{"id":"1","text":"...","created_at":"2026-08-01T10:30:00.000Z","lang":"en","author_id":"7",
///          "entities":{"hashtags":[{"start":5,"end":12,"tag":"dotnet"}]},"note_tweet":{"text":"...","entities":{...}}}}
/// </code>
/// </summary>
internal static class XPost
{
    public static LineKind? Read(JsonElement message, PostBuffer post)
    {
        var data = message.Member("data"u8);
        if (data.ValueKind != JsonValueKind.Object)
            return null;

        var whole = data.Member("note_tweet"u8);
        if (!X.TrySetText(post, whole.Member("text"u8)))
        {
            whole = data;
            if (!X.TrySetText(post, data.Member("text"u8)))
                return LineKind.Malformed;
        }

        X.AddTags(post, whole.Member("entities"u8), "tag"u8);
        post.Set(PostField.Source, X.Source);
        post.TrySet(PostField.Id, data.Member("id"u8));
        post.TrySet(PostField.Author, data.Member("author_id"u8));
        post.TrySet(PostField.Language, data.Member("lang"u8));
        post.CreatedAt = data.Member("created_at"u8).Time() ?? X.TimeOfId(post[PostField.Id]);
        return LineKind.Post;
    }
}
