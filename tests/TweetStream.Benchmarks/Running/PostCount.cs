using System.Globalization;

namespace TweetStream.Benchmarks.Running;

/// <summary>How many posts, as a person writes it: 5000, 200k or 10M.</summary>
internal static class PostCount
{
    public static bool TryParse(string text, out long count)
    {
        var (unit, digits) = text switch
        {
            [.. var head, 'M'] => (1_000_000L, head),
            [.. var head, 'k'] => (1_000L, head),
            _ => (1L, text),
        };
        var isCount = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out count);
        count *= unit;
        return isCount && count is >= 1_000 and <= 1_000_000_000;
    }
}
