namespace TweetStream.Bytes;

/// <summary>The quick way to most characters beyond ASCII: those that UTF-16 has in one unit.</summary>
internal static class Utf8Unit
{
    /// <summary>
    /// Reads the character of two or three bytes that <paramref name="text"/> begins with. False for any other, and for what is
    /// not UTF-8.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out char unit, out int width)
    {
        (unit, width) = ('\0', 0);
        if (text.Length >= 3 && (text[0] & 0xF0) == 0xE0)
        {
            (unit, width) = ((char)((text[0] << 12) | ((text[1] & 0x3F) << 6) | (text[2] & 0x3F)), 3);
            // Not what two bytes would do for, nor half of a pair.
            return AreContinuations(text[1], text[2]) && unit >= 0x800 && !char.IsSurrogate(unit);
        }

        if (text.Length < 2 || text[0] is < 0xC2 or >= 0xE0)
            return false;
        (unit, width) = ((char)(((text[0] & 0x1F) << 6) | (text[1] & 0x3F)), 2);
        return AreContinuations(text[1], text[1]);
    }

    private static bool AreContinuations(int one, int other) => ((one ^ 0x80) | (other ^ 0x80)) < 0x40;
}
