using System.Globalization;
using System.Text.Json;

namespace TweetStream.Posts.Json;

/// <summary>What is wrong with a line that holds no valid JSON object: the careful path, a token at a time, beside <see cref="JsonIndex"/>.</summary>
internal static class JsonProblem
{
    public static string Of(ReadOnlySpan<byte> json)
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

        return "not valid JSON";
    }
}
