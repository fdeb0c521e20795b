using TweetStream.Trends;

namespace TweetStream.Cluster.Records;

/// <summary>A closed window as it is written, once, and never changes. Times are in ms since the Unix epoch.</summary>
[GenerateSerializer, Immutable]
public sealed record WindowResult
{
    /// <summary>Number of the window: it begins at <c>offset + Window * slide</c>.</summary>
    [Id(0)]
    public long Window { get; init; }

    [Id(1)]
    public long Start { get; init; }

    [Id(2)]
    public long End { get; init; }

    [Id(3)]
    public long Slide { get; init; }

    [Id(4)]
    public long Posts { get; init; }

    [Id(5)]
    public long Tags { get; init; }

    [Id(6)]
    public RankedTag[] Top { get; init; } = [];

    [Id(7)]
    public StreamTotals Totals { get; init; } = new();

    [Id(8)]
    public MissingPosts? Gap { get; init; }

    /// <summary>The form that everything shows.</summary>
    public Snapshot ToSnapshot() => new()
    {
        Start = Time(Start),
        End = Time(End),
        Slide = TimeSpan.FromMilliseconds(Slide),
        Posts = Posts,
        Tags = Tags,
        Top = [.. Top.Select(tag => new Trend(tag.Tag, tag.Display, tag.Count, tag.Previous))],
        Stream = Totals.ToCounts(),
        Gap = Gap is { } gap ? new(Time(gap.From), gap.To is { } to ? Time(to) : null, gap.Posts) : null,
    };

    // A post of the first day that a calendar knows is in windows that begin before it.
    private static DateTimeOffset Time(long time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(time, DateTimeOffset.MinValue.ToUnixTimeMilliseconds()));
}

/// <inheritdoc cref="Trend"/>
[GenerateSerializer, Immutable]
public sealed record RankedTag([property: Id(0)] string Tag, [property: Id(1)] string Display, [property: Id(2)] long Count, [property: Id(3)] long Previous);

/// <inheritdoc cref="Gap"/>
[GenerateSerializer, Immutable]
public sealed record MissingPosts([property: Id(0)] long From, [property: Id(1)] long? To, [property: Id(2)] long? Posts);
