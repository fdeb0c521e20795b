using System.Text.Json;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts.Model;

internal static class ModelOwn
{
    public static bool TryRead(JsonElement message, PostBuffer post)
    {
        var hasText = false;
        var isTweet = false;
        int? tagger = null;
        foreach (var member in message.EnumerateObject())
        {
            var value = member.Value;
            switch (ModelJson.Unescaped(ModelJson.RawName(member)))
            {
                case "text":
                    hasText = SetOrEmpty(post, PostField.Text, value);
                    break;
                case "tags":
                    post.ClearTags();
                    post.HasTags = value.ValueKind == JsonValueKind.Array;
                    foreach (var tag in value.Items())
                        post.TryAddTag(tag);
                    break;
                case "created_at":
                    post.CreatedAt = value.Time();
                    break;
                case "received_at":
                    post.ReceivedAt = value.Time();
                    break;
                case "id":
                    SetOrEmpty(post, PostField.Id, value);
                    break;
                case "source":
                    SetOrEmpty(post, PostField.Source, value);
                    break;
                case "lang":
                    SetOrEmpty(post, PostField.Language, value);
                    break;
                case "author":
                    SetOrEmpty(post, PostField.Author, value);
                    break;
                case "cursor":
                    SetOrEmpty(post, PostField.Cursor, value);
                    break;
                case "tagger":
                    tagger = (int?)Number(value, int.MaxValue);
                    break;
                case "offset":
                    post.Offset = Number(value, long.MaxValue);
                    break;
                case "id_str" or "entities" or "full_text" or "timestamp_ms" or "extended_tweet":
                    isTweet = true;
                    break;
                default:
                    break;
            }
        }

        post.Tagger = post.HasTags ? tagger : null;
        return hasText && (post.HasTags || !isTweet);
    }

    private static bool SetOrEmpty(PostBuffer post, PostField field, JsonElement value)
    {
        post.Set(field, default);
        return post.TrySet(field, value);
    }

    private static long? Number(JsonElement value, long most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 && number <= most ? number : null;
}
