using System.Buffers;

namespace TweetStream.Posts.Json;

/// <summary>
/// Numbers and literals, a byte at a time: those that <see cref="JsonScan"/> does not see through at a glance.
/// <code>
/// scalar = "null" / "true" / "false" / number
/// number = ["-"] ("0" / %x31-39 *DIGIT) ["." 1*DIGIT] [("e" / "E") ["+" / "-"] 1*DIGIT]
/// </code>
/// </summary>
internal static class JsonScalar
{
    private static readonly SearchValues<byte> Delimiters = SearchValues.Create(" \t\r\n\"{}[]:,"u8);

    /// <summary>Whether <paramref name="json"/> starts with a scalar that ends where something else starts.</summary>
    public static bool StartsWith(ReadOnlySpan<byte> json)
    {
        var length = json switch
        {
            _ when json.StartsWith("null"u8) || json.StartsWith("true"u8) => 4,
            _ when json.StartsWith("false"u8) => 5,
            _ => NumberLength(json),
        };
        return length > 0 && length < json.Length && Delimiters.Contains(json[length]);
    }

    // Zero for what is no number.
    private static int NumberLength(ReadOnlySpan<byte> json)
    {
        var at = json[0] == '-' ? 1 : 0;
        var digits = Digits(json, at);
        if (digits == 0 || digits > 1 && json[at] == '0')
            return 0;
        at += digits;
        if (at < json.Length && json[at] == '.')
        {
            digits = Digits(json, ++at);
            if (digits == 0)
                return 0;
            at += digits;
        }

        if (at < json.Length && json[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < json.Length && json[at] is (byte)'+' or (byte)'-')
                at++;
            digits = Digits(json, at);
            if (digits == 0)
                return 0;
            at += digits;
        }

        return at;
    }

    private static int Digits(ReadOnlySpan<byte> json, int start)
    {
        var digits = json[start..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits < 0 ? json.Length - start : digits;
    }
}
