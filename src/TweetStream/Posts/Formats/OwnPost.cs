using System.Buffers.Text;
using TweetStream.Posts.Json;

namespace TweetStream.Posts.Formats;

/// <summary>
/// Our own form, and that of anyone who writes posts for us. Only the text is required; names that are not listed are
/// ignored, and so are values of the wrong type.
/// <code>
/// {"offset":7,"id":"1","source":"x","created_at":"2026-01-01T00:00:00Z","received_at":"2026-01-01T00:00:01Z",
///  "lang":"en","author":"ann","cursor":"17","tags":["dotnet"],"tagger":1,"text":"Hello #dotnet"}
/// </code>
/// With <c>tagger</c> the tags are those that this version of the tokeniser found in the text; without it the source
/// delivered them.
/// </summary>
internal static class OwnPost
{
    /// <summary>Null for an object without a text, and for one that is an X tweet: it has some of X's names and no tags.</summary>
    public static LineKind? Read(NamedMembers message, PostBuffer post, PostParts parts)
    {
        var tags = message[MemberName.Tags];
        if (!message[MemberName.Text].IsString || !tags.IsArray && IsTweet(message))
            return null;

        post.Repaired = message.IsRepeated && IsRepaired(message.Object, post);
        AddTags(tags, post);
        post.Tagger = post.HasTags ? (int?)Number(message[MemberName.Tagger], int.MaxValue) : null;
        post.Offset = Number(message[MemberName.Offset], long.MaxValue);
        post.CreatedAt = message[MemberName.CreatedAt].Time();
        if (parts.HasText(post))
            post.TrySet(PostField.Text, message[MemberName.Text]);
        if (!parts.IsAll)
            return LineKind.Post;

        post.ReceivedAt = message[MemberName.ReceivedAt].Time();
        post.TrySet(PostField.Id, message[MemberName.Id]);
        post.TrySet(PostField.Source, message[MemberName.Source]);
        post.TrySet(PostField.Language, message[MemberName.Lang]);
        post.TrySet(PostField.Author, message[MemberName.Author]);
        post.TrySet(PostField.Cursor, message[MemberName.Cursor]);
        return LineKind.Post;
    }

    private static bool IsTweet(NamedMembers message) =>
        message.Has(MemberName.IdString)
        || message.Has(MemberName.Entities)
        || message.Has(MemberName.FullText)
        || message.Has(MemberName.TimestampMilliseconds)
        || message.Has(MemberName.ExtendedTweet);

    private static void AddTags(JsonValue tags, PostBuffer post)
    {
        post.HasTags = tags.IsArray;
        foreach (var tag in tags.Items)
            post.TryAddTag(tag);
    }

    private static long? Number(JsonValue value, long most)
    {
        if (value.Kind != JsonKind.Number)
            return null;
        var json = value.Json;
        return Utf8Parser.TryParse(json, out long number, out var used) && used == json.Length && number >= 0 && number <= most ? number : null;
    }

    // A value tells of broken bytes even where a later one of its name counts.
    private static bool IsRepaired(JsonValue message, PostBuffer post)
    {
        var members = message.Members;
        while (members.MoveNext())
        {
            switch (MemberNames.OfEscaped(members.Name))
            {
                case MemberName.Text or MemberName.Id or MemberName.Source or MemberName.Lang or MemberName.Author or MemberName.Cursor:
                    post.TrySet(PostField.Text, members.Value);
                    break;
                case MemberName.Tags:
                    AddTags(members.Value, post);
                    break;
                default:
                    break;
            }
        }

        var repaired = post.Repaired;
        post.Clear();
        return repaired;
    }
}
