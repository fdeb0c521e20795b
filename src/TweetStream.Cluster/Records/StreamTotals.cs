using TweetStream.Trends;

namespace TweetStream.Cluster.Records;

/// <summary>What became of the lines that did not count as they came; a sum since the start, or what one batch adds to it.</summary>
[GenerateSerializer, Immutable]
public sealed record StreamTotals
{
    [Id(0)]
    public long Late { get; init; }

    [Id(1)]
    public long Clamped { get; init; }

    [Id(2)]
    public long Malformed { get; init; }

    [Id(3)]
    public long Repaired { get; init; }

    [Id(4)]
    public long Oversized { get; init; }

    [Id(5)]
    public long Capped { get; init; }

    [Id(6)]
    public long Overflow { get; init; }

    [Id(7)]
    public long Missed { get; init; }

    public static StreamTotals operator +(StreamTotals a, StreamTotals b) => new()
    {
        Late = a.Late + b.Late,
        Clamped = a.Clamped + b.Clamped,
        Malformed = a.Malformed + b.Malformed,
        Repaired = a.Repaired + b.Repaired,
        Oversized = a.Oversized + b.Oversized,
        Capped = a.Capped + b.Capped,
        Overflow = a.Overflow + b.Overflow,
        Missed = a.Missed + b.Missed,
    };

    public StreamCounts ToCounts() => new()
    {
        Late = Late,
        Clamped = Clamped,
        Malformed = Malformed,
        Repaired = Repaired,
        Oversized = Oversized,
        Capped = Capped,
        Overflow = Overflow,
        Missed = Missed,
    };
}
