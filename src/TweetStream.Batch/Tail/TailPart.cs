using System.Globalization;
using TweetStream.Batch.Folding;

namespace TweetStream.Batch.Tail;

/// <summary>What the tail holds of one segment of the archive; its counts are in a table of their own.</summary>
/// <param name="Segment">First offset of the segment.</param>
/// <param name="First">Offset of the first line that is counted.</param>
internal sealed record TailPart(long Segment, long First)
{
    /// <summary>One after the last line that is counted.</summary>
    public long Next { get; init; } = First;

    /// <summary>What these lines take in the segment, before compression.</summary>
    public long Bytes { get; init; }

    /// <summary>Posts that are counted.</summary>
    public long Posts { get; init; }

    /// <summary>Lines that hold no post that can be read.</summary>
    public long Unreadable { get; init; }

    /// <summary>Posts without any time, which are in no stretch of time.</summary>
    public long Untimed { get; init; }

    /// <summary>Time of the earliest post, in ms since the Unix epoch; larger than <see cref="Latest"/> while there is none.</summary>
    public long Earliest { get; init; } = long.MaxValue;

    /// <summary>Time of the latest post.</summary>
    public long Latest { get; init; } = long.MinValue;

    /// <summary>How far event time had come before it, in ms since the Unix epoch; null at the beginning.</summary>
    public long? Before { get; init; }

    /// <summary>How far it had come after it.</summary>
    public long? After { get; init; }

    /// <summary>How often rows were put into its table, in which rows that go together are apart for it.</summary>
    public int Flushes { get; init; }

    public string Table => string.Create(CultureInfo.InvariantCulture, $"part{Segment}");

    public bool Overlaps(Stretch stretch) => Earliest < stretch.To && Latest >= stretch.From;

    /// <summary>Takes lines that follow those it has.</summary>
    public TailPart With(PostFold counts, long next, long bytes) => this with
    {
        Next = next,
        Bytes = Bytes + bytes,
        Posts = Posts + counts.Posts,
        Unreadable = Unreadable + counts.Unreadable,
        Untimed = Untimed + counts.Untimed,
        Earliest = Math.Min(Earliest, counts.Earliest),
        Latest = Math.Max(Latest, counts.Latest),
        After = counts.Newest > long.MinValue ? counts.Newest : null,
        Flushes = Flushes + 1,
    };
}
