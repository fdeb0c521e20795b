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
        var json = value.Json;
        if (value.IsPlain(json))
            post.SetValid(field, json);
        else
            post.SetJson(field, json);
        return true;
    }

    public static void TryAddTag(this PostBuffer post, JsonValue value)
    {
        if (!value.IsString)
            return;
        var json = value.Json;
        if (value.IsPlain(json))
            post.AddValidTag(json);
        else
            post.AddJsonTag(json);
    }
}
