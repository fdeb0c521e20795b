namespace TweetStream.Posts.Formats;

/// <summary>
/// A post of X's API v2. A long one has its whole text, and the hashtags that belong to it, in <c>note_tweet</c>. Errors
/// may stand beside the post; without a post they are the service speaking, see <see cref="ControlMessage"/>.
/// <code>
/// {"data":{"id":"1","text":"...","created_at":"2026-08-01T10:30:00.000Z","lang":"en","author_id":"7",
///          "entities":{"hashtags":[{"start":5,"end":12,"tag":"dotnet"}]},"note_tweet":{"text":"...","entities":{...}}}}
/// </code>
/// </summary>
/// <remarks>Not for use by two threads at once.</remarks>
internal sealed class XPost
{
    private readonly NamedMembers _data = new();

    public LineKind? Read(NamedMembers message, PostBuffer post, PostParts parts)
    {
        if (!message[MemberName.Data].IsObject)
            return null;

        _data.Read(message[MemberName.Data]);
        var note = _data[MemberName.NoteTweet];
        var text = note.Member("text"u8);
        var entities = text.IsString ? note.Member("entities"u8) : _data[MemberName.Entities];
        if (!text.IsString)
            text = _data[MemberName.Text];
        if (!text.IsString)
            return LineKind.Malformed;

        X.SetTagsAndText(post, parts, text, entities, "tag"u8);
        X.SetTimeAndId(post, parts, _data[MemberName.CreatedAt].Time(), _data[MemberName.Id]);
        if (!parts.IsAll)
            return LineKind.Post;

        post.Set(PostField.Source, X.Source);
        post.TrySet(PostField.Author, _data[MemberName.AuthorId]);
        post.TrySet(PostField.Language, _data[MemberName.Lang]);
        return LineKind.Post;
    }
}
