using System.Globalization;
using System.Text.Json;

namespace TweetStream.Posts.Json;

/// <summary>What is wrong with what should hold JSON: the careful path, a token at a time, beside <see cref="JsonIndex"/>.</summary>
internal static class JsonProblem
{
    /// <summary>Null where nothing is wrong.</summary>
    public static string? Of(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
            }
        }
        catch (JsonException invalid)
        {
            return string.Create(CultureInfo.InvariantCulture, $"not valid JSON at byte {invalid.BytePositionInLine}");
        }

        return null;
    }
}
