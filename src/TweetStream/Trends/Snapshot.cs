namespace TweetStream.Trends;

/// <summary>
/// What one window holds, ranked: the one immutable result that the picture, the terminal, the page, JSON and CSV show.
/// </summary>
public sealed record Snapshot
{
    // Beyond that the posts are a recording.
    private static readonly TimeSpan LongestLag = TimeSpan.FromHours(1);

    /// <summary>First instant of the window, in UTC; part of it.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>End of the window, in UTC; the first instant that is no longer part of it.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Distance between the starts of two windows.</summary>
    public required TimeSpan Slide { get; init; }

    /// <summary>Posts in the window, with or without tags.</summary>
    public long Posts { get; init; }

    /// <summary>Tags counted in the window; a tag counts once per post, so this is the sum over all tags of their counts.</summary>
    public long Tags { get; init; }

    /// <summary>What decides the order of the tags.</summary>
    public Rank Rank { get; init; }

    /// <summary>The highest ranked tags: score descending where they have one, then count descending, then key ascending by ordinal.</summary>
    public IReadOnlyList<Trend> Top { get; init; } = [];

    /// <summary>How often this window has been shown before; above 0 it corrects an earlier result because of late posts that were still allowed.</summary>
    public int Revision { get; init; }

    /// <summary>True for the state of a window that is still open: a picture of now, never a result.</summary>
    public bool Provisional { get; init; }

    /// <summary>Whether this is a result: a closed window that holds a post. Anything else is only there to be looked at.</summary>
    public bool IsResult => !Provisional && Posts > 0;

    /// <summary>What a viewer should know about the stream, such as that its connection is lost; null when all is well.</summary>
    public string? Notice { get; init; }

    /// <summary>Posts are missing in this window, or may be; null when it is complete. Several gaps are told as one that spans them.</summary>
    public Gap? Gap { get; init; }

    /// <summary>What the stream has delivered so far, readable or not.</summary>
    public StreamCounts Stream { get; init; } = StreamCounts.None;

    /// <summary>Size of the window.</summary>
    public TimeSpan Size => End - Start;

    /// <summary>Posts per second over the whole window.</summary>
    public double PostsPerSecond => Size > TimeSpan.Zero ? Posts / Size.TotalSeconds : 0;

    /// <summary>How far behind <paramref name="now"/> the window ended; null for one that has not, and for a recording, whose age is no lag of ours.</summary>
    public TimeSpan? LagAt(DateTimeOffset now) => now - End is var lag && lag >= TimeSpan.Zero && lag <= LongestLag ? lag : null;
}

/// <summary>One ranked tag of a window.</summary>
/// <param name="Tag">The key: folded, with its <c>#</c> (a word has none).</param>
/// <param name="Display">The spelling seen most often in the window, ties by first seen; with its <c>#</c>.</param>
/// <param name="Count">Posts of the window that hold the tag.</param>
/// <param name="Previous">The same in the window one slide earlier; 0 when it was not there.</param>
/// <param name="Score">Under <see cref="Rank.Rising"/>, how far the count is above the tag's own past, in deviations; null where there is no past yet to compare with.</param>
public readonly record struct Trend(string Tag, string Display, long Count, long Previous, double? Score = null);

/// <summary>What decides the order of tags.</summary>
public enum Rank
{
    /// <summary>How often a tag was used.</summary>
    Count,

    /// <summary>How far that is above the tag's own recent past.</summary>
    Rising,
}

/// <summary>A stretch of the stream in which posts are missing, or may be.</summary>
/// <param name="From">Time of the last post before it, in the time that the windows count in.</param>
/// <param name="To">Time of the first post after it; null while none has come.</param>
/// <param name="Posts">How many posts are missing; null where nobody can tell, as after a connection to a foreign program was lost.</param>
public sealed record Gap(DateTimeOffset From, DateTimeOffset? To, long? Posts);

/// <summary>Running totals since the start, in posts or lines where nothing else is said.</summary>
public sealed record StreamCounts
{
    public static readonly StreamCounts None = new();

    /// <summary>Posts whose every window was closed already: not counted in any.</summary>
    public long Late { get; init; }

    /// <summary>Posts stamped too far in the future: counted at their arrival time.</summary>
    public long Clamped { get; init; }

    /// <summary>Lines that are neither text nor a readable post: left out.</summary>
    public long Malformed { get; init; }

    /// <summary>Lines with invalid UTF-8 or half a surrogate pair: counted, the broken part replaced.</summary>
    public long Repaired { get; init; }

    /// <summary>Lines above the limit: left out.</summary>
    public long Oversized { get; init; }

    /// <summary>Tags, not posts, that were left out because they were too long, or too many in one post.</summary>
    public long Capped { get; init; }

    /// <summary>Counts of tags, not posts, that were given up because more distinct tags came than may be held in memory.</summary>
    public long Overflow { get; init; }

    /// <summary>Posts that are known to be missing: their offsets were passed by.</summary>
    public long Missed { get; init; }

    /// <summary>Lines that reached the stream and could not be counted.</summary>
    public long Dropped => Malformed + Oversized;
}
