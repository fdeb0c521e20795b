using System.Text;

namespace TweetStream.Hashtags;

/// <summary>What a character may be in a URL.</summary>
[Flags]
internal enum UrlRoles
{
    None = 0,

    /// <summary>May stand right before a URL.</summary>
    Before = 1,

    /// <summary>May stand anywhere in a label of a domain.</summary>
    Domain = 2,

    /// <summary>May stand in a label, if only between two <see cref="Domain"/> characters: hyphen and underscore.</summary>
    Inner = 4,

    /// <summary>May stand in a domain that needs no protocol to be one.</summary>
    PlainDomain = 8,

    Path = 16,
    PathEnd = 32,
    Query = 64,
    QueryEnd = 128,
}

/// <summary>The character classes of the URL grammar. Letters count in either case.</summary>
internal static class UrlCharacters
{
    private const UrlRoles Letter =
        UrlRoles.Domain | UrlRoles.PlainDomain | UrlRoles.Path | UrlRoles.PathEnd | UrlRoles.Query | UrlRoles.QueryEnd;

    private static readonly UrlRoles[] Ascii = ClassifyAscii();

    public static bool AnyOf(this UrlRoles roles, UrlRoles wanted) => (roles & wanted) != UrlRoles.None;

    /// <summary>The roles of the character at <paramref name="index"/>, and its width in bytes. What is not UTF-8 counts as U+FFFD.</summary>
    public static UrlRoles At(ReadOnlySpan<byte> text, int index, out int width)
    {
        width = 1;
        if (text[index] < Ascii.Length)
            return Ascii[text[index]];

        Rune.DecodeFromUtf8(text[index..], out var rune, out width);
        if (rune.IsBmp)
            return Classify(rune.Value);

        // The grammar is one of UTF-16 units: a domain may begin with the second half of a surrogate pair, for which
        // the two last bytes stand here.
        width = 2;
        return UrlRoles.Before | UrlRoles.Domain;
    }

    private static UrlRoles[] ClassifyAscii()
    {
        var roles = new UrlRoles[0x80];
        Array.Fill(roles, UrlRoles.Before | UrlRoles.Domain);
        foreach (var c in "\t\n\v\f\r !'#%&()*+,\\-./:;<=>?@[]^_{|}~$")
            roles[c] &= ~UrlRoles.Domain;
        foreach (var c in "@$#")
            roles[c] &= ~UrlRoles.Before;
        foreach (var c in "_-")
            roles[c] |= UrlRoles.Inner;
        roles['-'] |= UrlRoles.PlainDomain;
        foreach (var c in "!*';:=+,.$/%#[]-_~@|&")
            roles[c] |= UrlRoles.Path;
        foreach (var c in "+-=_#/")
            roles[c] |= UrlRoles.PathEnd;
        foreach (var c in "!?*'@();:&=+$/%#[]-_.,~|")
            roles[c] |= UrlRoles.Query;
        foreach (var c in "-_&=#/")
            roles[c] |= UrlRoles.QueryEnd;
        for (var c = 0; c < roles.Length; c++)
        {
            if (char.IsAsciiLetterOrDigit((char)c))
                roles[c] = Letter;
        }

        return roles;
    }

    private static UrlRoles Classify(int scalar) => scalar switch
    {
        >= 0x00C0 and <= 0x024F and not (0x00D7 or 0x00F7) or >= 0x0300 and <= 0x036F or >= 0x1E00 and <= 0x1EFF
            or 0x0253 or 0x0254 or 0x0256 or 0x0257 or 0x0259 or 0x025B or 0x0263 or 0x0268 or 0x026F or 0x0272 or 0x0289
            or 0x028B or 0x02BB => UrlRoles.Before | UrlRoles.Domain | UrlRoles.PlainDomain | UrlRoles.Path | UrlRoles.PathEnd, // accented Latin
        >= 0x0400 and <= 0x04FF => UrlRoles.Before | UrlRoles.Domain | UrlRoles.Path | UrlRoles.PathEnd, // Cyrillic
        0x2013 => UrlRoles.Before | UrlRoles.Domain | UrlRoles.Path, // en dash
        0x0085 or 0x00A0 or 0x1680 or 0x180E or >= 0x2000 and <= 0x200A or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000 => UrlRoles.Before, // blanks
        0x061C or 0x200E or 0x200F or >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 => UrlRoles.Before, // marks of direction
        0xFF03 or 0xFF20 => UrlRoles.Domain, // full-width # and @
        0xFEFF or 0xFFFE or 0xFFFF => UrlRoles.None,
        _ => UrlRoles.Before | UrlRoles.Domain,
    };
}
