namespace TweetStream.Bytes;

/// <summary>The quick way to most characters beyond ASCII: those that UTF-16 has in one unit.</summary>
internal static class Utf8Unit
{
    /// <summary>
    /// Reads the character of two or three bytes that <paramref name="text"/> begins with. False for any other, for what is
    /// not UTF-8, and for a few that are beside surrogates or beside what is written too long.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out char unit, out int width)
    {
        (unit, width) = text switch
        {
            [>= 0xC2 and < 0xE0, >= 0x80 and < 0xC0, ..] => ((char)(((text[0] & 0x1F) << 6) | (text[1] & 0x3F)), 2),
            [>= 0xE1 and not 0xED and < 0xF0, >= 0x80 and < 0xC0, >= 0x80 and < 0xC0, ..] => ((char)(((text[0] & 0xF) << 12) | ((text[1] & 0x3F) << 6) | (text[2] & 0x3F)), 3),
            _ => ('\0', 0),
        };
        return width > 0;
    }
}
