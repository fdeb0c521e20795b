namespace TweetStream.Relay;

/// <summary>A language as a person writes it.</summary>
/// <remarks>Basic language ranges of RFC 4647, section 2.1, without the wildcard.</remarks>
public static class LanguageTag
{
    private const int LongestTag = 35;
    private const int LongestPart = 8;

    /// <summary>Reads a language tag; otherwise <paramref name="reason"/> names the value and what is allowed.</summary>
    public static bool TryParse(string value, out string language, out string reason)
    {
        ArgumentNullException.ThrowIfNull(value);
        language = value.Trim();
        reason = $"'{value}' is no language; allowed is a tag such as en, pt-BR or zh";
        return language.Length <= LongestTag && language.Split('-').All(part => part.Length is > 0 and <= LongestPart && part.All(char.IsAsciiLetterOrDigit));
    }
}
