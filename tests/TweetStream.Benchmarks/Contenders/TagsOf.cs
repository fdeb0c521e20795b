using System.Text.RegularExpressions;

namespace TweetStream.Benchmarks.Contenders;

/// <summary>Hashtags by a compiled regular expression: no boundaries, no full-width sign, no URLs, no normal form.</summary>
internal static partial class TagsOf
{
    public static IReadOnlyList<string> Text(string text)
    {
        List<string>? tags = null;
        foreach (var match in Hashtag().EnumerateMatches(text))
        {
            var tag = text.Substring(match.Index + 1, match.Length - 1).ToLowerInvariant();
            tags ??= [];
            if (!tags.Contains(tag))
                tags.Add(tag);
        }

        return tags ?? (IReadOnlyList<string>)[];
    }

    // One loop over one class never backtracks, and a time limit would cost the contender time.
#pragma warning disable MA0009
    [GeneratedRegex(@"#[\w\p{M}]+")]
    private static partial Regex Hashtag();
#pragma warning restore MA0009
}
