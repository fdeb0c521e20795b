using TweetStream.Charts;
using TweetStream.Trends;

namespace TweetStream.Tests.Charts;

/// <summary>Snapshots to draw.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset End = new(2026, 1, 14, 14, 3, 20, TimeSpan.Zero);
    public static readonly DateTimeOffset RenderedAt = End.AddMilliseconds(412);

    public static readonly ChartOptions Options = new() { Source = "sample replay" };
    public static readonly ChartOptions Seaborn = Options with { Style = ChartStyle.Seaborn };

    public static readonly Snapshot ManyScripts = Of(
        Trend("#WorldCup", 1284, 1178), Trend("#日本", 1107, 900), Trend("#BreakingNews", 968, 1008), Trend("#العربية", 801, 641),
        Trend("#café", 655, 655), Trend("#🚀", 542, 387), Trend("#हिन्दी", 431, 454), Trend("#dotnet", 377, 309),
        Trend("#日本🚀2026", 242, 0), Trend("#ไทย", 187, 165));

    public static Trend Trend(string display, long count, long previous = 0) => new(display, display, count, previous);

    public static Snapshot Of(params Trend[] trends) => new()
    {
        Start = End.AddSeconds(-60),
        End = End,
        Slide = TimeSpan.FromSeconds(10),
        Posts = 9412,
        Tags = 6594,
        Top = trends,
    };

    public static Snapshot Falling(int bars) =>
        Of([.. Enumerable.Range(0, bars).Select(rank => Trend($"#tag{rank}", 1000 - 15 * rank, 1000 - 15 * rank))]);
}
