namespace TweetStream.Batch;

/// <summary>Which archive is counted and where its views are kept. Vary with <c>with</c>.</summary>
public sealed record BatchOptions
{
    /// <summary>The folder of the archive; it is only read.</summary>
    public required string Archive { get; init; }

    /// <summary>The folder of the views; made where there is none.</summary>
    public required string Views { get; init; }

    /// <summary>From the end of one run to the start of the next, above zero; null for one run.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Whether views that are there are made anew as well.</summary>
    public bool Rebuild { get; init; }
}
