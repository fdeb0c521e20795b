using System.Text;
using System.Text.RegularExpressions;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

/// <summary>
/// The rules once more, as plainly as they can be said and without regard to time: tags over a list of scalars, URLs as the
/// regular expression that their grammar is.
/// </summary>
internal static class ScannerModel
{
    private const string Special = "_\u00B7\u05BE\u05F3\u05F4\u0F0B\u0F0C\u200C\u200D\u3003\u301C\u309B\u309C\u30A0\u30FB\uA67E\uFF5E";

    private const string Accented =
        @"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF";

    private const string Directional = @"\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069";

    private const string Domain =
        @"[^!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$\x09-\x0D \x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFFFE\uFEFF\uFFFF" + Directional + "]";

    private const string General = @"[a-zA-Z0-9!*';:=+,.$/%#\[\]\-_~@|&\u2013\u0400-\u04FF" + Accented + "]";

    private const string GeneralEnd = @"[a-zA-Z0-9+\-=_#/\u0400-\u04FF" + Accented + "]";

    private const string Balanced = $@"\((?:{General}+|{General}*\({General}+\){General}*)\)";

    private const string Query = @"\?[a-zA-Z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-zA-Z0-9\-_&=#/]";

    private static readonly string TopLevel = $"(?:(?:{string.Join('|', TopLevelNames())})(?=[^0-9a-zA-Z@+-]|$)|(?i:xn)--[-0-9a-zA-Z]+)";

    private static readonly Regex Url = new(
        $"(?<before>[^A-Za-z0-9@＠$#＃\uFFFE\uFEFF\uFFFF]|^)(?<protocol>(?i:https?)://)?"
        + $"(?<domain>(?:{Domain}(?:(?:[-_]|{Domain})*{Domain})?\\.)*{Domain}(?:(?:-|{Domain})*{Domain})?\\.{TopLevel})(?::[0-9]+)?"
        + $"(?<path>/(?:(?:{General}|{Balanced})*{GeneralEnd}|{Balanced})*)?(?:{Query})?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Timeout.InfiniteTimeSpan);

    private static readonly Regex Plain = new(
        $@"([-a-zA-Z0-9{Accented}]+\.)+{TopLevel}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.InfiniteTimeSpan);

    private static readonly Regex ShortLink = new(
        $"^(?i:https?://t\\.co/)(?<path>[a-zA-Z0-9]+)(?:{Query})?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.InfiniteTimeSpan);

    /// <summary>The tags of a text and the places of their bodies in UTF-16 units.</summary>
    public static List<Range> Tags(string text)
    {
        var found = new List<Range>();
        var runes = text.EnumerateRunes().ToArray();
        int Unit(int index) => runes.Take(index).Sum(rune => rune.Utf16SequenceLength);

        for (var at = 0; at < runes.Length; at++)
        {
            foreach (var sign in at == 0 ? [0, 1] : new[] { at + 1 })
            {
                if (sign >= runes.Length || !IsSign(runes[sign]) || (sign > at && !IsBoundary(runes[at])))
                    continue;
                var body = runes[(sign + 1)..].TakeWhile(IsTagCharacter).ToArray();
                if (!body.Any(IsLetterOrMark) || body[0].Value is 0xFE0F or 0x20E3)
                    continue;
                var end = sign + 1 + body.Length;
                var rest = string.Concat(runes[end..]);
                if (!(rest is ['#' or '＃', ..] || rest.StartsWith("://", StringComparison.Ordinal)))
                    found.Add(Unit(sign)..Unit(end));
                at = end - 1;
                break;
            }
        }

        // Of what overlaps the first counts, be it tag or URL.
        var reached = 0;
        var kept = new List<Range>();
        foreach (var (place, isTag) in found.Select(tag => (tag, true)).Concat(Urls(text).Select(url => (url, false))).OrderBy(p => p.Item1.Start.Value))
        {
            if (place.Start.Value < reached)
                continue;
            reached = place.End.Value;
            if (isTag)
                kept.Add((place.Start.Value + 1)..place.End);
        }

        return kept;
    }

    public static IEnumerable<Range> Urls(string text)
    {
        foreach (Match match in Url.Matches(text))
        {
            var domain = match.Groups["domain"];
            var end = match.Index + match.Length;
            if (match.Groups["protocol"] is { Success: true } protocol)
            {
                var shortLink = ShortLink.Match(text[protocol.Index..end]);
                if (shortLink.Groups["path"].Length > 40 || (domain.Value.StartsWith("xn--", StringComparison.Ordinal) && !Plain.IsMatch(domain.Value)))
                    continue;
                yield return protocol.Index..(shortLink.Success ? protocol.Index + shortLink.Length : end);
            }
            else if (match.Groups["before"].Value is not ("-" or "_" or "." or "/"))
            {
                var plain = Plain.Matches(domain.Value);
                for (var i = 0; i < plain.Count; i++)
                {
                    var start = domain.Index + plain[i].Index;
                    var withPath = i == plain.Count - 1 && match.Groups["path"].Success;
                    yield return start..(withPath ? end : start + plain[i].Length);
                }
            }
        }
    }

    private static bool IsSign(Rune rune) => rune.Value is '#' or '＃';

    private static bool IsBoundary(Rune rune) => rune.Value is 0xFE0E or 0xFE0F || !(IsTagCharacter(rune) || rune.Value == '&');

    private static bool IsTagCharacter(Rune rune) =>
        IsLetterOrMark(rune) || Rune.IsDigit(rune) || (rune.IsBmp && Special.Contains((char)rune.Value, StringComparison.Ordinal));

    private static bool IsLetterOrMark(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune).ToString().EndsWith("Mark", StringComparison.Ordinal);

    private static IEnumerable<string> TopLevelNames()
    {
        using var reader = new StreamReader(typeof(HashtagScanner).Assembly.GetManifestResourceStream("TopLevelDomains.txt")!);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line is not ("" or ['#', ..])).OrderByDescending(name => name.Length).Select(name => $"(?i:{name})")];
    }
}
