using System.Globalization;
using System.Text;

namespace TweetStream.Posts;

/// <summary>
/// What stands between the quotes of a JSON string that a reader found valid. The framework's own unescaping throws on
/// half a surrogate pair and on invalid UTF-8; a stream goes on.
/// <code>
/// escape = "\" ( %x22 / "\" / "/" / "b" / "f" / "n" / "r" / "t" / "u" 4HEXDIG )
/// </code>
/// </summary>
internal static class JsonString
{
    private const int UnicodeEscapeLength = 6;

    /// <summary>Undoes the escapes and returns the new length, which is never greater. Half a surrogate pair becomes U+FFFD.</summary>
    public static int UnescapeInPlace(Span<byte> json, out bool repaired)
    {
        repaired = false;
        var read = json.IndexOf((byte)'\\');
        if (read < 0)
            return json.Length;
        var written = read;
        while (read < json.Length)
        {
            if (json[read + 1] == 'u')
            {
                var rune = UnicodeEscape(json[read..], out var length);
                repaired |= rune == Rune.ReplacementChar && !IsEscapedReplacement(json[read..]);
                read += length;
                written += rune.EncodeToUtf8(json[written..]);
            }
            else
            {
                json[written++] = ShortEscape(json[read + 1]);
                read += 2;
            }

            var plain = json[read..].IndexOf((byte)'\\');
            if (plain < 0)
                plain = json.Length - read;
            json.Slice(read, plain).CopyTo(json[written..]);
            read += plain;
            written += plain;
        }

        return written;
    }

    /// <summary>Whether the string says <paramref name="text"/>, whichever of its letters are escaped.</summary>
    public static bool Says(ReadOnlySpan<byte> json, ReadOnlySpan<byte> text)
    {
        if (json.Length == text.Length)
            return json.SequenceEqual(text);
        if (json.Length < text.Length || json.Length > text.Length * UnicodeEscapeLength || !json.Contains((byte)'\\'))
            return false;
        Span<byte> unescaped = stackalloc byte[json.Length];
        json.CopyTo(unescaped);
        return unescaped[..UnescapeInPlace(unescaped, out _)].SequenceEqual(text);
    }

    private static Rune UnicodeEscape(ReadOnlySpan<byte> json, out int length)
    {
        var first = CodeUnit(json);
        length = UnicodeEscapeLength;
        if (Rune.TryCreate(first, out var rune))
            return rune;
        if (json[length..] is not [(byte)'\\', (byte)'u', ..] || !Rune.TryCreate(first, CodeUnit(json[length..]), out rune))
            return Rune.ReplacementChar;
        length += UnicodeEscapeLength;
        return rune;
    }

    private static bool IsEscapedReplacement(ReadOnlySpan<byte> json) => CodeUnit(json) == '\uFFFD';

    private static char CodeUnit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape[2..UnicodeEscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static byte ShortEscape(byte letter) => letter switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => letter,
    };
}
