namespace TweetStream.Charts;

/// <summary>How a chart looks.</summary>
public enum ChartStyle
{
    /// <summary>White ground, title and totals above, counts and changes beside the bars.</summary>
    Default,

    /// <summary>Grey ground, a colour per rank, bare axes <c>count</c> and <c>tag</c>.</summary>
    Seaborn,
}

/// <summary>What a chart says beside the snapshot, and how it looks.</summary>
public sealed record ChartOptions
{
    public const double SmallestScale = 0.25;
    public const double LargestScale = 4;

    private readonly double _scale = 1;

    public ChartStyle Style { get; init; } = ChartStyle.Default;

    /// <summary>Pixels per unit, 0.25 to 4: at 1 the default style is 1200 pixels wide and seaborn 900.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything outside of the range.</exception>
    public double Scale
    {
        get => _scale;
        init => _scale = value is >= SmallestScale and <= LargestScale
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"The scale of a chart is {SmallestScale} to {LargestScale}.");
    }

    /// <summary>Headline; by default made of the noun.</summary>
    public string? Title { get; init; }

    /// <summary>Where the posts come from, as the reader knows it: <c>sample replay</c>, <c>127.0.0.1:5555</c>; empty leaves it out.</summary>
    public string Source { get; init; } = "";

    /// <summary>Something the reader has to know now, such as <c>waiting for 127.0.0.1:5555</c>.</summary>
    public string? Notice { get; init; }

    /// <summary>Zone in which times are shown.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>What is counted, in the plural.</summary>
    public string Noun { get; init; } = "hashtags";
}
