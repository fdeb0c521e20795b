using System.Text;

namespace TweetStream.Hashtags;

/// <summary>What may follow a URL's domain: port, path and query. Every method tells where its part ends.</summary>
/// <remarks>
/// <code>
/// path     = '/' *(*(general | balanced) end | balanced)      general and end: the roles Path and PathEnd
/// balanced = '(' 1*general ')' | '(' *general '(' 1*general ')' *general ')'
/// query    = '?' *(Query) QueryEnd
/// </code>
/// </remarks>
internal static class UrlTail
{
    public static int PortEnd(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length || text[at] != ':')
            return at;
        var end = at + 1;
        while (end < text.Length && char.IsAsciiDigit((char)text[end]))
            end++;
        return end > at + 1 ? end : at;
    }

    public static int PathEnd(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length || text[at] != '/')
            return at;
        var end = at + 1;
        for (var i = end; i < text.Length;)
        {
            var roles = UrlCharacters.At(text, i, out var width);
            if (roles.AnyOf(UrlRoles.Path))
            {
                i += width;
                if (roles.AnyOf(UrlRoles.PathEnd))
                    end = i;
            }
            else if (BalancedEnd(text, i) is var closed && closed > i)
            {
                end = i == end ? closed : end;
                i = closed;
            }
            else
            {
                break;
            }
        }

        return end;
    }

    public static int QueryEnd(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length || text[at] != '?')
            return at;
        var end = at;
        for (var i = at + 1; i < text.Length; i++)
        {
            var roles = UrlCharacters.At(text, i, out _);
            if (!roles.AnyOf(UrlRoles.Query))
                break;
            if (roles.AnyOf(UrlRoles.QueryEnd))
                end = i + 1;
        }

        return end;
    }

    /// <summary>
    /// Where a short link of X ends, given what follows the protocol: its path is one run of ASCII letters and digits, at most 40.
    /// The length of <paramref name="url"/> where it is no short link, 0 where the run is too long.
    /// </summary>
    public static int ShortLinkEnd(ReadOnlySpan<byte> url)
    {
        const string Host = "t.co/";
        if (url.Length < Host.Length || !Ascii.EqualsIgnoreCase(url[..Host.Length], Host))
            return url.Length;
        var end = Host.Length;
        while (end < url.Length && char.IsAsciiLetterOrDigit((char)url[end]))
            end++;
        return (end - Host.Length) switch
        {
            0 => url.Length,
            > 40 => 0,
            _ => QueryEnd(url, end),
        };
    }

    /// <summary>Where the parentheses that open at <paramref name="at"/> close; <paramref name="at"/> itself where they do not.</summary>
    private static int BalancedEnd(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] != '(')
            return at;
        var inner = GeneralEnd(text, at + 1);
        if (Closes(text, inner))
            return inner > at + 1 ? inner + 1 : at;
        if (inner == text.Length || text[inner] != '(')
            return at;
        var nested = GeneralEnd(text, inner + 1);
        if (nested == inner + 1 || !Closes(text, nested))
            return at;
        var outer = GeneralEnd(text, nested + 1);
        return Closes(text, outer) ? outer + 1 : at;
    }

    private static bool Closes(ReadOnlySpan<byte> text, int at) => at < text.Length && text[at] == ')';

    private static int GeneralEnd(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && UrlCharacters.At(text, at, out var width).AnyOf(UrlRoles.Path))
            at += width;
        return at;
    }
}
