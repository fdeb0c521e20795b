using System.Runtime.InteropServices;
using System.Text.Json;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts.Model;

/// <summary>Looks into a document: the last of repeated names counts, and what is of another type is not there.</summary>
internal static class ModelJson
{
    public static ReadOnlySpan<byte> RawName(JsonProperty member) => JsonMarshal.GetRawUtf8PropertyName(member);

    public static JsonElement Member(this JsonElement element, string name)
    {
        var found = default(JsonElement);
        if (element.ValueKind != JsonValueKind.Object)
            return found;
        foreach (var member in element.EnumerateObject())
        {
            if (Unescaped(RawName(member)) == name)
                found = member.Value;
        }

        return found;
    }

    public static string Unescaped(ReadOnlySpan<byte> json)
    {
        var name = json.ToArray();
        return System.Text.Encoding.Latin1.GetString(name, 0, JsonString.UnescapeInPlace(name, out _));
    }

    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    public static bool IsString(this JsonElement element) => element.ValueKind == JsonValueKind.String;

    public static bool Says(this JsonElement element, string text) => element.IsString() && Unescaped(element.Json()) == text;

    public static ReadOnlySpan<byte> Json(this JsonElement element) =>
        element.IsString() ? JsonMarshal.GetRawUtf8Value(element)[1..^1] : JsonMarshal.GetRawUtf8Value(element);

    public static long? Time(this JsonElement element) =>
        element.ValueKind is JsonValueKind.String or JsonValueKind.Number ? Timestamp.ParseJson(element.Json()) : null;

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
