using TweetStream.Trends;

namespace TweetStream.Tests.Web;

/// <summary>Windows of 20 s every 10 s, numbered; the first ends at 12:00:20.</summary>
internal static class NumberedWindows
{
    public static readonly DateTimeOffset FirstEnd = new(2026, 1, 1, 12, 0, 20, TimeSpan.Zero);

    public static Snapshot At(int number, params IEnumerable<(string Tag, long Count)> top) => new()
    {
        Start = FirstEnd.AddSeconds(10 * number - 20),
        End = FirstEnd.AddSeconds(10 * number),
        Slide = TimeSpan.FromSeconds(10),
        Posts = 100,
        Tags = top.Sum(tag => tag.Count),
        Top = [.. top.Select(tag => new Trend(tag.Tag.ToLowerInvariant(), tag.Tag, tag.Count, 0))],
    };
}
