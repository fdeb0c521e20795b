using TweetStream.Counter;
using TweetStream.Tagging;
using TweetStream.Windows;
using TweetStream.Wire;

namespace TweetStream.Cluster;

/// <summary>What a cluster reads and counts; the same in each of its silos. Validated before it gets here. Vary with <c>with</c>.</summary>
public sealed record ClusterOptions
{
    /// <summary>Name under which the silos' storage is registered: that of checkpoints and results.</summary>
    public const string StorageName = "tweetstream";

    /// <summary>Silos with the same one find each other.</summary>
    public string ClusterId { get; init; } = "tweetstream";

    /// <summary>Whose checkpoints and results they are; another one begins anew.</summary>
    public string ServiceId { get; init; } = "tweetstream";

    /// <summary>The relays that are counted together, each a socket; at least one, none twice.</summary>
    public required IReadOnlyList<CountInput> Relays { get; init; }

    /// <summary>Where in a relay's stream to begin, where no checkpoint says it.</summary>
    public StreamPosition From { get; init; } = StreamPosition.Latest;

    /// <summary>Whether the connections to relays are encrypted, and each relay shows who it is.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file with the certificates that are trusted; null for those that the system trusts.</summary>
    public string? TlsCaFile { get; init; }

    /// <summary>The secret by which relays know their clients; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>
    /// 20 s windows every 10 s. A window is written once: where lateness is allowed, it is waited for, and nothing is corrected
    /// afterwards.
    /// </summary>
    public WindowSpec Windows { get; init; } = new(20_000, 10_000);

    /// <summary>The same where each is written once, so that it closes when no late post is allowed any more.</summary>
    internal WindowSpec ClosingWindows => new(Windows.Size, Windows.Slide, Windows.Offset);

    /// <summary>The watermark of those once a post of this time has come; both in ms since the Unix epoch.</summary>
    internal long WatermarkAt(long latest) => latest - Windows.WatermarkDelay - Windows.AllowedLateness;

    /// <summary>How many tags to rank; at least 1.</summary>
    public int Top { get; init; } = 10;

    public CountBy By { get; init; } = CountBy.Hashtags;

    /// <summary>Whether spellings that differ in case are different tags.</summary>
    public bool KeepCase { get; init; }

    /// <summary>Into how many parts the tags are divided, each of which is counted in one place; 1 to 4096.</summary>
    public int Partitions { get; init; } = 64;

    /// <summary>Most spellings of tags that one partition holds in memory; beyond, the rarest are given up and counted.</summary>
    public int MaxTags { get; init; } = 1_000_000;

    /// <summary>A relay from which no post came for so long no longer holds the windows of the others; null where it does for ever.</summary>
    public TimeSpan? IdleAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>From one checkpoint of a partition to the next: what may have to be counted again after a loss.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A post stamped further ahead of its arrival at the relay than this counts at its arrival.</summary>
    public TimeSpan FurthestAhead { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest line in bytes; longer ones are left out and counted.</summary>
    public int MaxLineBytes { get; init; } = 1024 * 1024;

    /// <summary>How many results are kept to be read again; at least 1.</summary>
    public int KeptResults { get; init; } = 360;

    // A record prints all it holds, and a token must never reach a log.
    public override string ToString() => $"cluster {ClusterId} of {string.Join(", ", Relays)}";
}
