namespace TweetStream.Batch.Folding;

/// <summary>The ten seconds of event time that a view counts together: [start, start + 10 s), in ms since the Unix epoch.</summary>
public static class Bucket
{
    public const long Size = 10_000;

    /// <summary>Start of the bucket that a time is in; before 1970, too.</summary>
    public static long Floor(long time) => time - (((time % Size) + Size) % Size);

    /// <summary>The first start of a bucket at this time or later.</summary>
    public static long Ceiling(long time) => Floor(time + Size - 1);
}

/// <summary>A stretch of event time, in ms since the Unix epoch; the smallest and the largest number stand for no limit.</summary>
/// <param name="From">The first instant of it.</param>
/// <param name="To">The first instant that is no longer part of it.</param>
internal readonly record struct Stretch(long From, long To)
{
    public static readonly Stretch All = new(long.MinValue, long.MaxValue);

    public bool IsEmpty => From >= To;

    public bool Contains(long time) => time >= From && time < To;
}
