namespace TweetStream.Archive;

/// <summary>Where an archive is, how long it keeps posts and how safely. Vary with <c>with</c>.</summary>
public sealed record ArchiveOptions
{
    /// <summary>The folder; made where there is none.</summary>
    public required string Folder { get; init; }

    /// <summary>How long a closed segment is kept, above zero; null for ever.</summary>
    public TimeSpan? Retain { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Size at which a segment is closed, in bytes before compression, at least 1; more only where one append is larger.</summary>
    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes of the disk that must stay free, or archiving pauses; 0 for no floor.</summary>
    public long FreeDiskFloor { get; init; } = 256 * 1024 * 1024;

    /// <summary>
    /// How much a loss of power may cost, not negative: what was appended since the last fsync. Zero for an fsync with every
    /// append, null for none ever. What a killed process has appended is never lost.
    /// </summary>
    public TimeSpan? FsyncEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Throws <see cref="ArgumentException"/> that names the option, its value and what is allowed.</summary>
    public void Validate()
    {
        Require(Folder.Length > 0, nameof(Folder), "empty", "the path of a folder");
        Require(Retain is null || Retain > TimeSpan.Zero, nameof(Retain), Retain, "a duration above 0, or none");
        Require(SegmentBytes > 0, nameof(SegmentBytes), SegmentBytes, "at least 1");
        Require(FreeDiskFloor >= 0, nameof(FreeDiskFloor), FreeDiskFloor, "at least 0");
        Require(FsyncEvery is null || FsyncEvery >= TimeSpan.Zero, nameof(FsyncEvery), FsyncEvery, "a duration from 0 on, or none");
    }

    private static void Require(bool holds, string option, object? value, string allowed)
    {
        if (!holds)
            throw new ArgumentException($"{option} is {value}; allowed is {allowed}", option);
    }
}
