using System.Text.Json.Serialization;

namespace TweetStream.Batch.Folding;

/// <summary>The ten seconds of event time that a view counts together: [start, start + 10 s), in ms since the Unix epoch.</summary>
public static class Bucket
{
    public const long Size = 10_000;

    /// <summary>Start of the bucket that a time is in; before 1970, too.</summary>
    public static long Floor(long time) => Floor(time, Size);

    /// <summary>The same of buckets of so many ms.</summary>
    public static long Floor(long time, long size) => time - (((time % size) + size) % size);

    /// <summary>The first start of a bucket at this time or later.</summary>
    public static long Ceiling(long time) => Floor(time + Size - 1);
}

/// <summary>A stretch of event time, in ms since the Unix epoch; the smallest and the largest number stand for no limit.</summary>
/// <param name="From">The first instant of it.</param>
/// <param name="To">The first instant that is no longer part of it.</param>
internal readonly record struct Stretch(long From, long To)
{
    public static readonly Stretch All = new(long.MinValue, long.MaxValue);

    [JsonIgnore]
    public bool IsEmpty => From >= To;

    public bool Contains(long time) => time >= From && time < To;

    /// <summary>
    /// The buckets that are whole in it, and the rest: up to two stretches, each within one bucket. An end beyond all
    /// posts cuts nothing.
    /// </summary>
    /// <param name="earliest">Time of the earliest post.</param>
    /// <param name="latest">Time of the latest post.</param>
    public (Stretch Whole, Stretch[] Cut) InBuckets(long earliest, long latest)
    {
        var from = From <= earliest ? long.MinValue : From;
        var to = To > latest ? long.MaxValue : To;
        var first = from == long.MinValue ? from : Bucket.Ceiling(from);
        var last = to == long.MaxValue ? to : Bucket.Floor(to);
        if (first > last)
            return (new(0, 0), [new(from, to)]);
        return (new(first, last), [.. new[] { new Stretch(from, first), new Stretch(last, to) }.Where(cut => !cut.IsEmpty)]);
    }
}
