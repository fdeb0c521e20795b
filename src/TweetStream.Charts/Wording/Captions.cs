using TweetStream.Trends;

namespace TweetStream.Charts.Wording;

/// <summary>The sentences around the bars: headline, what the window is, where the figures come from and how good they are.</summary>
internal sealed class Captions(Snapshot snapshot, ChartOptions options, DateTimeOffset renderedAt)
{
    /// <summary>Stands between two facts of one line.</summary>
    public const string Separator = "  ·  ";

    private readonly Clock _clock = new(options.Zone, renderedAt);

    public string Title => string.IsNullOrWhiteSpace(options.Title) ? $"{(snapshot.Rank == Rank.Rising ? "Rising" : "Trending")} {options.Noun}" : options.Title;

    public string Subtitle
    {
        get
        {
            var size = Figures.Span(snapshot.Size) + " window";
            var every = snapshot.Slide == snapshot.Size || snapshot.Slide <= TimeSpan.Zero ? "" : $", every {Figures.Span(snapshot.Slide)}";
            var totals = snapshot.Posts == 0 ? Figures.Counted(0, "posts") : $"{Figures.Counted(snapshot.Tags, options.Noun)} in {Figures.Counted(snapshot.Posts, "posts")}";
            var subtitle = string.Join(Separator, _clock.Window(snapshot.Start, snapshot.End), size + every, totals);
            if (snapshot.Posts > 0)
                subtitle += Separator + Figures.Rate(snapshot.PostsPerSecond);
            return snapshot.Top.Any(trend => trend.Score is not null) ? subtitle + Separator + "score, then count" : subtitle;
        }
    }

    /// <summary>What one bar stands for.</summary>
    public string AxisName => options.Noun == "hashtags" ? "tag" : Figures.Singular(options.Noun);

    public string NothingYet => $"no {options.Noun} in this window yet";

    public string? Notice => string.IsNullOrWhiteSpace(options.Notice) ? null : options.Notice;

    public string? Source => string.IsNullOrWhiteSpace(options.Source) ? null : $"source: {options.Source}";

    /// <summary>Where in the window posts are missing; null where it is complete.</summary>
    public MissingPart? Gap => snapshot.Gap is { } gap
        ? new(Share(gap.From), gap.To is { } to ? Share(to) : 1, gap.Posts is not null, Missing(gap))
        : null;

    /// <summary>Facts that qualify the figures, the most telling first.</summary>
    public IReadOnlyList<string> Caveats(int shown)
    {
        var caveats = new List<string>();
        if (snapshot.Gap is { } gap)
            caveats.Add($"{Missing(gap)} {(gap.To is { } to ? _clock.Window(SecondOf(gap.From), SecondAfter(to)) : "since " + _clock.Instant(SecondOf(gap.From)))}");
        else if (snapshot.Stream.Missed > 0)
            caveats.Add($"{Figures.Count(snapshot.Stream.Missed)} missed");
        if (snapshot.Rank == Rank.Rising && shown > 0 && snapshot.Top[0].Score is null)
            caveats.Add("no past yet: ranked by count");
        if (snapshot.Provisional)
            caveats.Add("provisional: window still open");
        if (snapshot.Revision > 0)
            caveats.Add("corrected for late posts");
        if (snapshot.Stream.Late > 0)
            caveats.Add($"{Figures.Count(snapshot.Stream.Late)} late");
        if (snapshot.Stream.Dropped > 0)
            caveats.Add($"{Figures.Count(snapshot.Stream.Dropped)} dropped");
        if (shown < snapshot.Top.Count)
            caveats.Add($"first {Figures.Count(shown)} of {Figures.Count(snapshot.Top.Count)} shown");
        return caveats;
    }

    public string Rendered
    {
        get
        {
            var rendered = $"rendered {_clock.Rendered(snapshot.End)}";
            return snapshot.LagAt(renderedAt) is { } lag ? rendered + Separator + $"lag {Figures.Lag(lag)}" : rendered;
        }
    }

    private static string Missing(Gap gap) => gap.Posts is { } posts ? $"{Figures.Counted(posts, "posts")} missing" : "posts may be missing";

    private static DateTimeOffset SecondOf(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    private static DateTimeOffset SecondAfter(DateTimeOffset time) => SecondOf(time.AddTicks(TimeSpan.TicksPerSecond - 1));

    private double Share(DateTimeOffset time) => snapshot.Size > TimeSpan.Zero ? Math.Clamp((time - snapshot.Start) / snapshot.Size, 0, 1) : 0;
}

/// <summary>The part of a window in which posts are missing, from 0 (its start) to 1 (its end).</summary>
internal readonly record struct MissingPart(double From, double To, bool IsCertain, string Label);
