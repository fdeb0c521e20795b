using System.ComponentModel;
using System.Globalization;
using TweetStream.Trends;

namespace TweetStream.Web.Page;

/// <summary>
/// A window as the API gives it: what <c>count --output json</c> writes, under the same names, and what only a viewer needs
/// to know.
/// </summary>
public sealed record WindowView
{
    [Description("First instant of the window: ISO 8601, in UTC.")]
    public required string Start { get; init; }

    [Description("End of the window: ISO 8601, in UTC; no longer part of it.")]
    public required string End { get; init; }

    [Description("Posts in the window, with or without tags.")]
    public required long Posts { get; init; }

    [Description("Sum of the counts of all tags of the window.")]
    public required long Tags { get; init; }

    [Description("Posts per second over the whole window.")]
    public required double PostsPerSecond { get; init; }

    [Description("Seconds from the end of the window until it was shown; missing for recordings.")]
    public double? Lag { get; init; }

    [Description("Posts so far that came after all their windows had closed.")]
    public required long Late { get; init; }

    [Description("Lines so far that could not be counted.")]
    public long Dropped { get; init; }

    [Description("Posts so far that are known to be missing.")]
    public long Missed { get; init; }

    [Description("Counts of tags so far that were given up because more tags came than may be held.")]
    public long Overflow { get; init; }

    [Description("How often the window was shown before; above 0 it is corrected for late posts.")]
    public int Revision { get; init; }

    [Description("Whether the window is still open.")]
    public bool Provisional { get; init; }

    [Description("What a viewer should know about the stream, such as that its connection is lost.")]
    public string? Notice { get; init; }

    [Description("Where in the window posts are missing, or may be.")]
    public GapView? Gap { get; init; }

    [Description("What decides the order of the tags: count or rising.")]
    public required string Rank { get; init; }

    [Description("The highest ranked tags, the first first; at most 50.")]
    public required IReadOnlyList<TagView> Top { get; init; }

    /// <param name="snapshot">The window.</param>
    /// <param name="at">When it was shown; null where nobody knows.</param>
    public static WindowView Of(Snapshot snapshot, DateTimeOffset? at) => new()
    {
        Start = SnapshotJson.Iso(snapshot.Start),
        End = SnapshotJson.Iso(snapshot.End),
        Posts = snapshot.Posts,
        Tags = snapshot.Tags,
        PostsPerSecond = Math.Round(snapshot.PostsPerSecond, 3),
        Lag = at is { } shown && snapshot.LagAt(shown) is { } lag ? Math.Round(lag.TotalSeconds, 3) : null,
        Late = snapshot.Stream.Late,
        Dropped = snapshot.Stream.Dropped,
        Missed = snapshot.Stream.Missed,
        Overflow = snapshot.Stream.Overflow,
        Revision = snapshot.Revision,
        Provisional = snapshot.Provisional,
        Notice = snapshot.Notice,
        Gap = snapshot.Gap is { } gap ? new(SnapshotJson.Iso(gap.From), gap.To is { } to ? SnapshotJson.Iso(to) : null, gap.Posts) : null,
        Rank = snapshot.Rank == Trends.Rank.Rising ? "rising" : "count",
        Top = [.. snapshot.Top.Select(trend => new TagView(trend.Tag, trend.Display, trend.Count, trend.Previous, trend.Score is { } score ? SnapshotJson.Rounded(score) : null))],
    };

    /// <summary>The part of it that a picture shows.</summary>
    /// <param name="slide">Distance between the starts of two windows.</param>
    internal Snapshot ToSnapshot(TimeSpan slide) => new()
    {
        Start = DateTimeOffset.Parse(Start, CultureInfo.InvariantCulture),
        End = DateTimeOffset.Parse(End, CultureInfo.InvariantCulture),
        Slide = slide,
        Posts = Posts,
        Tags = Tags,
        Top = [.. Top.Select(tag => new Trend(tag.Tag, tag.Display, tag.Count, tag.Previous, tag.Score))],
    };
}

/// <summary>A ranked tag.</summary>
public sealed record TagView(
    [property: Description("The key under which spellings are counted together.")] string Tag,
    [property: Description("The spelling seen most often.")] string Display,
    [property: Description("Posts of the window that hold the tag.")] long Count,
    [property: Description("The same one slide earlier.")] long Previous,
    [property: Description("How far the count is above the tag's own past, in deviations; only where rising tags are ranked, and there is a past.")] double? Score);

/// <summary>A stretch in which posts are missing.</summary>
public sealed record GapView(
    [property: Description("Time of the last post before it.")] string From,
    [property: Description("Time of the first post after it; missing while none has come.")] string? To,
    [property: Description("How many posts are missing; missing itself where nobody knows.")] long? Posts);
