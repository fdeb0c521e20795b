namespace TweetStream.Relay.Sources;

/// <summary>What became of one source's posts so far. Vary with <c>with</c>.</summary>
public sealed record SourceCounts
{
    /// <summary>Name of the source.</summary>
    public required string Source { get; init; }

    /// <summary>Posts that it gave.</summary>
    public long Received { get; init; }

    /// <summary>Those that got an offset.</summary>
    public long Passed { get; init; }

    /// <summary>Those that met no track term, language or filter.</summary>
    public long FilteredOut { get; init; }

    /// <summary>Those that had passed before.</summary>
    public long Duplicates { get; init; }

    internal SourceCounts Since(SourceCounts earlier) => this with
    {
        Received = Received - earlier.Received,
        Passed = Passed - earlier.Passed,
        FilteredOut = FilteredOut - earlier.FilteredOut,
        Duplicates = Duplicates - earlier.Duplicates,
    };
}
