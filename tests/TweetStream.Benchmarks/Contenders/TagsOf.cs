using System.Text.RegularExpressions;

namespace TweetStream.Benchmarks.Contenders;

/// <summary>Hashtags by a compiled regular expression: no boundaries, no full-width sign, no URLs, no normal form.</summary>
internal static partial class TagsOf
{
    public static IReadOnlyList<string> Text(string text)
    {
        List<string>? tags = null;
        foreach (var match in Hashtag().EnumerateMatches(text))
            Add(ref tags, text.Substring(match.Index + 1, match.Length - 1));
        return tags ?? (IReadOnlyList<string>)[];
    }

    /// <summary>The same as most would write it, with an object for each match.</summary>
    public static IReadOnlyList<string> TextByMatches(string text)
    {
        List<string>? tags = null;
        foreach (Match match in Hashtag().Matches(text))
            Add(ref tags, match.Value[1..]);
        return tags ?? (IReadOnlyList<string>)[];
    }

    private static void Add(ref List<string>? tags, string spelling)
    {
        var tag = spelling.ToLowerInvariant();
        tags ??= [];
        if (!tags.Contains(tag))
            tags.Add(tag);
    }

    // One loop over one class never backtracks, and a time limit would cost the contender time.
#pragma warning disable MA0009
    [GeneratedRegex(@"#[\w\p{M}]+")]
    private static partial Regex Hashtag();
#pragma warning restore MA0009
}
