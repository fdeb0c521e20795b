namespace TweetStream.Relay;

/// <summary>
/// One term of a filter on our side.
/// <code>term = [ "-" ] ( "lang:" language | ( "#" | "＃" ) tag | words )</code>
/// With <c>-</c> the posts that meet it are left out.
/// </summary>
public sealed record FilterTerm
{
    private const string LanguagePrefix = "lang:";

    private FilterTerm(bool isWanted, TrackTerm? track, string? language) => (IsWanted, Track, Language) = (isWanted, track, language);

    /// <summary>Whether a post must meet it; otherwise it must not.</summary>
    public bool IsWanted { get; }

    /// <summary>The word or tag; null for a language.</summary>
    public TrackTerm? Track { get; }

    /// <summary>The language; null for a word or tag.</summary>
    public string? Language { get; }

    /// <summary>Reads a term; otherwise <paramref name="reason"/> names the value and what is allowed.</summary>
    public static bool TryParse(string value, out FilterTerm term, out string reason)
    {
        ArgumentNullException.ThrowIfNull(value);
        var isWanted = value is not ['-', ..];
        var rest = isWanted ? value : value[1..];
        if (rest.StartsWith(LanguagePrefix, StringComparison.Ordinal))
        {
            var isLanguage = LanguageTag.TryParse(rest[LanguagePrefix.Length..], out var language, out _);
            term = new(isWanted, null, language);
            reason = isLanguage ? "" : $"'{value}' names no language; allowed is a tag such as lang:en or lang:pt-BR";
            return isLanguage;
        }

        var isTerm = TrackTerm.TryParse(rest, out var track, out _);
        term = new(isWanted, track, null);
        reason = isTerm ? "" : $"'{value}' is no filter; allowed are WORD, #TAG and lang:LANGUAGE, each with - in front for posts to leave out";
        return isTerm;
    }

    public override string ToString() => (IsWanted ? "" : "-") + (Track?.ToString() ?? LanguagePrefix + Language);
}
