using TweetStream.Posts.Json;

namespace TweetStream.Posts.Formats;

/// <summary>From a value of a message into a post; what is no string is passed over.</summary>
internal static class DecodedFields
{
    /// <summary>Sets a field from a string; leaves it as it is for anything else.</summary>
    public static bool TrySet(this PostBuffer post, PostField field, JsonValue value)
    {
        if (!value.IsString)
            return false;
        if (value.IsPlain)
            post.SetValid(field, value.Json);
        else
            post.SetJson(field, value.Json);
        return true;
    }

    public static void TryAddTag(this PostBuffer post, JsonValue value)
    {
        if (!value.IsString)
            return;
        if (value.IsPlain)
            post.AddValidTag(value.Json);
        else
            post.AddJsonTag(value.Json);
    }
}
