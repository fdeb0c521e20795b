using System.Runtime.InteropServices;
using System.Text.Json;

namespace TweetStream.Posts.Formats;

/// <summary>
/// Looks into a JSON message of which nothing is certain: what is absent or of another type is simply not there, and no
/// content makes it throw.
/// </summary>
internal static class JsonMembers
{
    /// <summary>The value of that name, the last one where it is repeated; of kind Undefined where there is none.</summary>
    public static JsonElement Member(this JsonElement element, ReadOnlySpan<byte> name)
    {
        var found = default(JsonElement);
        if (element.ValueKind != JsonValueKind.Object)
            return found;

        // JsonElement.TryGetProperty throws on a name with half a surrogate pair.
        foreach (var member in element.EnumerateObject())
        {
            if (JsonString.Says(JsonMarshal.GetRawUtf8PropertyName(member), name))
                found = member.Value;
        }

        return found;
    }

    /// <summary>The values of an array; nothing for anything else.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default;

    public static bool IsString(this JsonElement element) => element.ValueKind == JsonValueKind.String;

    /// <summary>Whether this is a string that says <paramref name="text"/>.</summary>
    public static bool Says(this JsonElement element, ReadOnlySpan<byte> text) =>
        element.IsString() && JsonString.Says(element.Json(), text);

    /// <summary>What stands between the quotes of a string, with its escapes; any other value as it stands.</summary>
    public static ReadOnlySpan<byte> Json(this JsonElement element) =>
        element.IsString() ? JsonMarshal.GetRawUtf8Value(element)[1..^1] : JsonMarshal.GetRawUtf8Value(element);

    public static long? Time(this JsonElement element) =>
        element.ValueKind is JsonValueKind.String or JsonValueKind.Number ? Timestamp.ParseJson(element.Json()) : null;

    /// <summary>Sets a field from a string; leaves it as it is for anything else.</summary>
    public static bool TrySet(this PostBuffer post, PostField field, JsonElement value)
    {
        if (!value.IsString())
            return false;
        post.SetJson(field, value.Json());
        return true;
    }

    public static void TryAddTag(this PostBuffer post, JsonElement value)
    {
        if (value.IsString())
            post.AddJsonTag(value.Json());
    }
}
