using TweetStream.Batch.Folding;

namespace TweetStream.Batch.Views;

/// <summary>How long the buckets of one of a view's files are. They are aligned in UTC, and each is whole buckets of the level below.</summary>
/// <param name="Name">Stands in the name of the file.</param>
/// <param name="Size">In ms.</param>
internal sealed record Level(string Name, long Size)
{
    public static readonly Level TenSeconds = new("10s", Bucket.Size);

    public static readonly Level Minute = new("minute", 60_000);

    public static readonly Level Hour = new("hour", 3_600_000);

    public static readonly Level Day = new("day", 86_400_000);

    /// <summary>From the finest to the coarsest.</summary>
    public static readonly IReadOnlyList<Level> All = [TenSeconds, Minute, Hour, Day];

    /// <summary>Start of the bucket that a time is in, in ms since the Unix epoch; before 1970, too.</summary>
    public long Floor(long time) => Bucket.Floor(time, Size);

    /// <summary>The first start of a bucket at this time or later.</summary>
    public long Ceiling(long time) => Floor(time + Size - 1);
}
