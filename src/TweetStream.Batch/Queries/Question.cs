using TweetStream.Batch.Folding;
using TweetStream.Batch.Views;
using TweetStream.Trends;

namespace TweetStream.Batch.Queries;

/// <summary>What is asked of views and archive together. Vary with <c>with</c>.</summary>
public sealed record Question
{
    /// <summary>The folder of the archive; it is only read.</summary>
    public required string Archive { get; init; }

    /// <summary>The folder of the views; only read, and there may be none.</summary>
    public required string Views { get; init; }

    /// <summary>The first instant asked for; null for the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first instant no longer asked for, not before <see cref="From"/>; null for everything after that.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>How many tags to rank; 0 is all.</summary>
    public int Top { get; init; } = 10;

    /// <summary>The tag whose course is asked for, with its sign or without, in any spelling; null to rank all tags.</summary>
    public string? Tag { get; init; }

    /// <summary>How long each step of that course is.</summary>
    public Step By { get; init; } = Step.Hour;

    /// <summary>What ranks the tags. Rising ones are found in a time whose <see cref="From"/> and <see cref="To"/> are full ten seconds, without a <see cref="Tag"/>.</summary>
    public Rank Rank { get; init; }

    /// <summary>Buckets of higher levels tell too little.</summary>
    internal Level Coarsest { get => field ?? (Tag is null ? Level.Day : Level); init; }

    /// <summary>The level whose buckets are those steps.</summary>
    internal Level Level => By switch { Step.Minute => Level.Minute, Step.Hour => Level.Hour, _ => Level.Day };

    /// <summary>The time asked for.</summary>
    internal Stretch Asked => new(From?.ToUnixTimeMilliseconds() ?? long.MinValue, To?.ToUnixTimeMilliseconds() ?? long.MaxValue);

    /// <summary>What has to be counted: the time asked for, and what it is compared with.</summary>
    internal ComparedWindows Windows => Rank == Rank.Rising ? ComparedWindows.Before(Asked) : ComparedWindows.Only(Asked);
}

/// <summary>Steps of a course, in UTC.</summary>
public enum Step
{
    Minute,
    Hour,
    Day,
}
