namespace TweetStream.Batch.Export;

/// <summary>What is written as Parquet, and where. Vary with <c>with</c>.</summary>
public sealed record ExportOptions
{
    public ExportKind What { get; init; } = ExportKind.Posts;

    /// <summary>The folder of the archive; it is only read.</summary>
    public required string Archive { get; init; }

    /// <summary>The folder of the views; only read, only for counts, and there may be none.</summary>
    public required string Views { get; init; }

    /// <summary>The folder of the export: a new one, an empty one, or that of an export before.</summary>
    public required string To { get; init; }

    /// <summary>The first day wanted, in UTC; null for the beginning.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The first day no longer wanted, not before <see cref="From"/>; null for everything after that.</summary>
    public DateOnly? Until { get; init; }
}

/// <summary>What can be exported.</summary>
public enum ExportKind
{
    /// <summary>The archive: a row a post.</summary>
    Posts,

    /// <summary>What views and archive count: a row for each spelling of a tag in ten seconds.</summary>
    Counts,
}
