using TweetStream.Trends;

namespace TweetStream.Browser.Tests;

/// <summary>An invented afternoon: windows of 20 s every 10 s in which tags of many scripts rise and fall, always the same ones.</summary>
internal static class Afternoon
{
    private static readonly (string Tag, double Level, double Swing, double Period)[] Tags =
    [
        ("#WorldCup", 900, 420, 70), ("#BreakingNews", 840, 300, 43), ("#日本", 700, 260, 57), ("#العربية", 560, 230, 37), ("#café", 430, 130, 29),
        ("#dotnet", 380, 190, 61), ("#हिन्दी", 260, 120, 47), ("#日本🚀2026", 190, 150, 33), ("#עברית", 170, 60, 53), ("#ConferenceOnDistributedStreamProcessing", 150, 70, 41),
        ("#Kaffee", 120, 60, 23), ("#テスト", 110, 50, 31),
    ];

    /// <summary>How late the window is shown.</summary>
    public static TimeSpan Lag(int number) => TimeSpan.FromMilliseconds(140 + 40 * Math.Sin(number / 5.0) + (number is > 40 and < 47 ? 420 : 0));

    /// <summary>The same window, its tags ranked by scores that fall with the rank.</summary>
    public static Snapshot Rising(Snapshot window) => window with
    {
        Rank = Rank.Rising,
        Top = [.. window.Top.OrderBy(trend => trend.Count * 7 % 97).Select((trend, rank) => trend with { Score = 9.4 / (1 + 0.55 * rank) - 0.3 })],
    };

    private static readonly DateTimeOffset Start = new(2026, 6, 14, 14, 0, 0, TimeSpan.Zero);

    /// <param name="windows">How many, one after another.</param>
    public static IEnumerable<Snapshot> Windows(int windows)
    {
        var previous = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var number = 0; number < windows; number++)
        {
            var tide = 1 + 0.35 * Math.Sin(number / 17.0) + 0.03 * Math.Sin(number * 1.7);
            var counts = Tags.Select((tag, i) => (tag.Tag, Count: (long)Math.Max(1, tide * (tag.Level + tag.Swing * Math.Sin(2 * Math.PI * number / tag.Period + i))))).ToList();
            var ranked = counts.OrderByDescending(tag => tag.Count).Take(10)
                .Select(tag => new Trend(tag.Tag, tag.Tag, tag.Count, previous.GetValueOrDefault(tag.Tag))).ToList();
            yield return new()
            {
                Start = Start.AddSeconds(10 * number),
                End = Start.AddSeconds(10 * number + 20),
                Slide = TimeSpan.FromSeconds(10),
                Posts = counts.Sum(tag => tag.Count) * 4 / 5,
                Tags = counts.Sum(tag => tag.Count),
                Top = ranked,
                Stream = new() { Late = number / 9 },
            };
            previous = counts.ToDictionary(tag => tag.Tag, tag => tag.Count, StringComparer.Ordinal);
        }
    }
}
