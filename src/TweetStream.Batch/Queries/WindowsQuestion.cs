using TweetStream.Batch.Folding;

namespace TweetStream.Batch.Queries;

/// <summary>
/// Which windows of the past are asked for: closed ones that hold a post, by their ends. Of more than <see cref="Limit"/> the
/// newest, with <see cref="Since"/> the oldest. Vary with <c>with</c>.
/// </summary>
public sealed record WindowsQuestion
{
    /// <summary>Longest window and slide, in ms.</summary>
    public const long Longest = 86_400_000;

    /// <summary>Most windows at once.</summary>
    public const int MostAtOnce = 1000;

    /// <summary>Most ranked tags of one.</summary>
    public const int MostRanked = 50;

    /// <summary>The folder of the archive; it is only read.</summary>
    public required string Archive { get; init; }

    /// <summary>The folder of the views; only read, and there may be none.</summary>
    public required string Views { get; init; }

    /// <summary>What ends later is open.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Size of a window in ms; see <see cref="IsCounted"/>.</summary>
    public long Size { get; init; } = 20_000;

    /// <summary>Distance between the starts of two windows in ms; see <see cref="IsCounted"/>.</summary>
    public long Slide { get; init; } = 10_000;

    /// <summary>They end after this instant; null for any.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>They end before this instant; null for any.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>How many, from 1 to <see cref="MostAtOnce"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>How many tags to rank, from 1 to <see cref="MostRanked"/>.</summary>
    public int Top { get; init; } = 10;

    /// <summary>Whether a window may be so long, or slide so far: what is counted are ten seconds, of which it must be whole ones.</summary>
    public static bool IsCounted(TimeSpan duration) =>
        duration.Ticks % TimeSpan.TicksPerMillisecond == 0 && duration.TotalMilliseconds is >= Bucket.Size and <= Longest and var length && length % Bucket.Size == 0;
}
