namespace TweetStream.Benchmarks.Corpora;

/// <summary>A made-up post before it is a line.</summary>
internal readonly record struct Draft
{
    public required string Text { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required string Language { get; init; }

    public int Number { get; init; }

    /// <summary>When it was made, in ms since the Unix epoch.</summary>
    public long Time { get; init; }

    /// <summary>When it came, in the same; null for the next ms.</summary>
    public long? Received { get; init; }
}
