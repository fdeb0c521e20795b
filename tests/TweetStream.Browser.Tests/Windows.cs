using TweetStream.Trends;

namespace TweetStream.Browser.Tests;

/// <summary>Windows of 20 s every 10 s, numbered.</summary>
internal static class Windows
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static Snapshot At(int number, params IEnumerable<(string Tag, long Count)> top) => new()
    {
        Start = First.AddSeconds(10 * number),
        End = First.AddSeconds(10 * number + 20),
        Slide = TimeSpan.FromSeconds(10),
        Posts = top.Sum(tag => tag.Count),
        Tags = top.Sum(tag => tag.Count),
        Top = [.. top.Select(tag => new Trend(tag.Tag.ToLowerInvariant(), tag.Tag, tag.Count, 0))],
    };

    /// <summary>Windows each of which has a tag of its own, such as <c>#w7</c>.</summary>
    public static IEnumerable<Snapshot> Numbered(int first, int count) => Enumerable.Range(first, count).Select(number => At(number, ($"#w{number}", 10)));

    /// <summary>The same with the counts of the window before.</summary>
    public static Snapshot After(this Snapshot snapshot, Snapshot before) => snapshot with
    {
        Top = [.. snapshot.Top.Select(trend => trend with { Previous = before.Top.FirstOrDefault(other => other.Tag == trend.Tag).Count })],
    };
}
