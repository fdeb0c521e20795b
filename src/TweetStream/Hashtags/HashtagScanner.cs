using System.Text;

namespace TweetStream.Hashtags;

/// <summary>
/// Finds the hashtags of a text by the rules of X (twitter-text), over its UTF-8 bytes and in time linear to its length.
/// Owns where a tag begins and ends; leaves URLs to <see cref="UrlCover"/>, and what counts as one tag to <see cref="TagFolder"/>.
/// </summary>
/// <remarks>
/// <code>
/// tag      = boundary sign body          not followed by a sign or "://", the sign not inside a URL
/// boundary = start of text | U+FE0E | U+FE0F | any character but a tag character or '&amp;'; not part of the tag before
/// sign     = '#' | '＃'                   not followed by U+FE0F or U+20E3 (a keycap emoji)
/// body     = 1*(tag character)           as many as there are, at least one of them a letter or mark
/// </code>
/// Bytes that are not UTF-8 are characters that no tag contains.
/// </remarks>
public static class HashtagScanner
{
    /// <summary>Goes up by one whenever some text yields other tags than before: stored counts made by another version are stale.</summary>
    public const int TokeniserVersion = 1;

    private const byte FullWidthLead = 0xEF;

    private static ReadOnlySpan<byte> FullWidthSign => "＃"u8;

    /// <summary>Adds to <paramref name="tags"/> where each tag's body stands in <paramref name="text"/> (UTF-8), in order, without its sign.</summary>
    public static void Scan(ReadOnlySpan<byte> text, List<Range> tags)
    {
        var sign = NextSign(text, 0);
        if (sign < 0)
            return;

        var urls = new UrlCover(text);
        var matched = 0; // where the last match ended, a rejected one too: no boundary is taken from before it
        var lastTag = 0;
        while (sign >= 0)
        {
            var body = sign + (text[sign] == FullWidthLead ? FullWidthSign.Length : 1);
            var end = body;
            if (HasBoundary(text, matched, sign) && !IsKeycap(text[body..]))
            {
                end = TagCharacters.End(text, body, out var hasLetter);
                if (hasLetter)
                {
                    matched = end;
                    if (!IsSpoilt(text[end..]) && !urls.Covers(sign, lastTag))
                    {
                        tags.Add(body..end);
                        lastTag = end;
                    }
                }
            }

            sign = NextSign(text, end);
        }
    }

    private static int NextSign(ReadOnlySpan<byte> text, int from)
    {
        while (true)
        {
            var found = text[from..].IndexOfAny((byte)'#', FullWidthLead);
            if (found < 0)
                return -1;
            from += found;
            if (text[from] == '#' || text[from..].StartsWith(FullWidthSign))
                return from;
            from++;
        }
    }

    private static bool HasBoundary(ReadOnlySpan<byte> text, int matched, int sign)
    {
        if (sign == matched)
            return sign == 0;
        var before = text[sign - 1];
        if (before < 0x80)
            return before != '&' && !TagCharacters.IsTagCharacter(before);
        Rune.DecodeLastFromUtf8(text[matched..sign], out var rune, out _);
        return rune.Value is 0xFE0E or 0xFE0F || !TagCharacters.IsTagCharacter(rune);
    }

    internal static bool IsKeycap(ReadOnlySpan<byte> afterSign) =>
        afterSign is [0xEF or 0xE2, ..] && (afterSign.StartsWith("\uFE0F"u8) || afterSign.StartsWith("\u20E3"u8));

    internal static bool IsSpoilt(ReadOnlySpan<byte> afterBody) =>
        afterBody is [(byte)'#', ..] || (afterBody is [FullWidthLead or (byte)':', ..] && (afterBody.StartsWith(FullWidthSign) || afterBody.StartsWith("://"u8)));
}
