namespace TweetStream.Batch.Serving;

/// <summary>Which archive and views are asked, and by how many at once. Vary with <c>with</c>.</summary>
public sealed record ServeOptions
{
    /// <summary>The folder of the archive; it is only read.</summary>
    public required string Archive { get; init; }

    /// <summary>The folder of the views; only read, and there may be none.</summary>
    public required string Views { get; init; }

    /// <summary>How often the tail reads on while nobody asks.</summary>
    public TimeSpan ReadEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Questions that are answered at once, at least 1.</summary>
    public int MaxAtOnce { get; init; } = 4;

    /// <summary>Questions that wait for those; a further one is refused.</summary>
    public int MaxWaiting { get; init; } = 100;
}
