using System.Globalization;
using System.Text;

namespace TweetStream.Relay.Sources.X;

/// <summary>
/// The rules that the options ask for: track terms and languages in as few as they fit in, and the given ones as they are.
/// Owns X's syntax; leaves the account to <see cref="XRules"/>.
/// <code>
/// rule     = terms [ " " terms-of-languages ]
/// terms    = term | "(" term *( " OR " term ) ")"      without languages no parentheses
/// term     = "#" tag | word | DQUOTE words DQUOTE
/// language = "lang:" code
/// </code>
/// </summary>
internal static class XRuleSet
{
    private const string Or = " OR ";

    // A blank stands for "and", and AND, NOT and OR are read as operators by X or once were.
    private static readonly string[] Operators = ["and", "not", "or"];

    // X still has the old codes.
    private static readonly Dictionary<string, string> OldCodes = new(StringComparer.Ordinal) { ["id"] = "in", ["he"] = "iw" };

    /// <exception cref="SourceRefusedException">A term cannot be a rule, or there are too many.</exception>
    public static IReadOnlyList<string> Of(RelayOptions options)
    {
        var languages = Group([.. options.Languages.Select(Language).Distinct(StringComparer.Ordinal).Select(code => "lang:" + code)], isWhole: false);
        var rules = Pack([.. options.Track.Select(Term).Distinct(StringComparer.Ordinal)], languages).Concat(options.X.Rules).Distinct(StringComparer.Ordinal).ToList();
        return rules.Count <= XRule.MaxCount ? rules
            : throw new SourceRefusedException(string.Create(CultureInfo.InvariantCulture, $"x: {rules.Count:N0} rules are asked for, and X takes {XRule.MaxCount:N0}. Give fewer of --track and --rule"));
    }

    /// <summary>A language as today's tags spell it; the same for most.</summary>
    public static ReadOnlySpan<byte> ModernLanguage(ReadOnlySpan<byte> code) =>
        code.SequenceEqual("in"u8) ? "id"u8 : code.SequenceEqual("iw"u8) ? "he"u8 : code;

    private static List<string> Pack(IReadOnlyList<string> terms, string languages)
    {
        var rules = new List<string>();
        var packed = new List<string>();
        foreach (var term in terms)
        {
            packed.Add(term);
            if (Rule(packed, languages).Length <= XRule.MaxLength)
                continue;
            if (packed.Count == 1)
                throw new SourceRefusedException($"x: --track '{term[..40]}...' does not fit in a rule of X, which has {XRule.MaxLength} characters. Give a shorter one");
            packed.RemoveAt(packed.Count - 1);
            rules.Add(Rule(packed, languages));
            packed = [term];
        }

        if (packed.Count > 0)
            rules.Add(Rule(packed, languages));
        return rules;
    }

    private static string Rule(List<string> terms, string languages) =>
        languages.Length == 0 ? Group(terms, isWhole: true) : $"{Group(terms, isWhole: false)} {languages}";

    private static string Group(List<string> members, bool isWhole) =>
        members.Count < 2 || isWhole ? string.Join(Or, members) : $"({string.Join(Or, members)})";

    private static string Language(string tag)
    {
        if (tag.Contains('-', StringComparison.Ordinal))
            throw new SourceRefusedException($"x: --lang '{tag}' cannot be asked of X, which knows languages and no regions: posts would be read, paid for and dropped. Give --lang {tag.Split('-')[0]}");
        var code = tag.ToLowerInvariant();
        return OldCodes.GetValueOrDefault(code, code);
    }

    private static string Term(TrackTerm term)
    {
        if (term.IsTag)
            return term.Text.EnumerateRunes().All(IsOfWord) ? "#" + term.Text : throw Unfit(term, "a hashtag of X has letters, digits and _ alone");
        if (term.Text.EnumerateRunes().All(IsOfWord) && !Operators.Contains(term.Text, StringComparer.OrdinalIgnoreCase))
            return term.Text;
        // Within quotes X reads nothing as an operator, and knows no way to write a quote.
        return term.Text.IndexOfAny(['"', '\\']) < 0
            ? $"\"{string.Join(' ', term.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}\""
            : throw Unfit(term, "a phrase in a rule of X holds neither \" nor \\");
    }

    private static bool IsOfWord(Rune rune) => rune.IsAscii ? Rune.IsLetterOrDigit(rune) || rune.Value == '_' : !Rune.IsWhiteSpace(rune) && !IsQuote(rune);

    // Those that a word processor makes are read as quotes as well.
    private static bool IsQuote(Rune rune) => rune.Value is >= 0x201C and <= 0x201F or 0xFF02 or 0xFF1A;

    private static SourceRefusedException Unfit(TrackTerm term, string why) => new($"x: --track '{term}' cannot be asked of X: {why}. Change it, or give it another form with --rule");
}
