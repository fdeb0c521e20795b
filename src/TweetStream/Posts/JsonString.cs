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

    /// <summary>Whether an escape of four hexadecimal digits starts here.</summary>
    public static bool IsUnicodeEscape(ReadOnlySpan<byte> json) =>
        json is [(byte)'\\', (byte)'u', var a, var b, var c, var d, ..]
        && char.IsAsciiHexDigit((char)a) && char.IsAsciiHexDigit((char)b) && char.IsAsciiHexDigit((char)c) && char.IsAsciiHexDigit((char)d);

    /// <summary>Whether a backslash in front makes this an escape of two bytes.</summary>
    public static bool IsShortEscape(byte letter) => letter is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t';

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
        (char)(Hex(escape[2]) << 12 | Hex(escape[3]) << 8 | Hex(escape[4]) << 4 | Hex(escape[5]));

    // Of letters the low bits count from 1, and the bit 0x40 is set.
    private static int Hex(byte digit) => (digit & 0xF) + 9 * (digit >> 6);

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
