using TweetStream.Trends;

namespace TweetStream.Batch.Queries;

/// <summary>What trended between two instants: the counts of views and archive, added before they were ranked.</summary>
public sealed record Answer
{
    /// <summary>The first instant counted: as asked for, or the start of the ten seconds of the earliest post; null where there is neither.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first instant no longer counted: as asked for, or the end of the ten seconds of the latest post.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Posts in between, with or without tags.</summary>
    public required long Posts { get; init; }

    /// <summary>
    /// How many of these posts came after event time had passed the end of their ten seconds: a live window that ends there, and
    /// does not wait, has closed without them, and here they are counted.
    /// </summary>
    public long Late { get; init; }

    /// <summary>Whether all that came before is known; else <see cref="Late"/> is a number that may be too low.</summary>
    public required bool IsLateExact { get; init; }

    /// <summary>The sum over all tags of their counts; of one tag where one was asked for.</summary>
    public required long Tags { get; init; }

    /// <summary>H: posts below this offset come from views; null where there are none to be used.</summary>
    public required long? ViewsUntil { get; init; }

    /// <summary>The live offset: posts from H up to here were counted from the archive.</summary>
    public required long Until { get; init; }

    /// <summary>Offsets before <see cref="Until"/>, of any time, whose posts are neither in a view nor in the archive.</summary>
    public required long Missing { get; init; }

    /// <summary>Posts, of the whole archive, that have no time and so are in no answer.</summary>
    public required long Untimed { get; init; }

    /// <summary>Lines, of the whole archive, that hold no post that can be read.</summary>
    public required long Unreadable { get; init; }

    /// <summary>Why less than all views were used, or that some were made under another version of Unicode, for a person; null where all is well.</summary>
    public string? Notice { get; init; }

    /// <summary>What ranks them.</summary>
    public Rank Rank { get; init; }

    /// <summary>The ranked tags; none where the course of one was asked for.</summary>
    public IReadOnlyList<Trend> Top { get; init; } = [];

    /// <summary>The course of a tag, in order: every step in which there are posts, of whatever tag.</summary>
    public IReadOnlyList<CourseStep> Course { get; init; } = [];
}

/// <summary>One step of the course of a tag.</summary>
/// <param name="Start">In UTC; the step may begin before what was asked for, and only what was asked for is counted.</param>
/// <param name="Posts">Posts in it.</param>
/// <param name="Count">Those that hold the tag.</param>
public readonly record struct CourseStep(DateTimeOffset Start, long Posts, long Count);
