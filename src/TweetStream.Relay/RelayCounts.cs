using TweetStream.Relay.Sources;

namespace TweetStream.Relay;

/// <summary>What a relay has done so far.</summary>
public sealed record RelayCounts
{
    /// <summary>What became of the posts, source by source.</summary>
    public IReadOnlyList<SourceCounts> Sources { get; init; } = [];

    /// <summary>Posts that passed the filter and got an offset.</summary>
    public long Posts => Sources.Sum(source => source.Passed);

    /// <summary>Posts that met no track term, language or filter.</summary>
    public long FilteredOut => Sources.Sum(source => source.FilteredOut);

    /// <summary>Posts that had passed before.</summary>
    public long Duplicates => Sources.Sum(source => source.Duplicates);

    /// <summary>Messages of a source that are no posts.</summary>
    public long Control { get; init; }

    /// <summary>Lines of a source that could not be read.</summary>
    public long Malformed { get; init; }

    /// <summary>Lines of a source above the limit.</summary>
    public long Oversized { get; init; }

    /// <summary>Clients connected now.</summary>
    public int Clients { get; init; }

    /// <summary>Those of them that get text.</summary>
    public int TextClients { get; init; }

    /// <summary>Those of them that get JSON; who has not said yet what it wants is neither.</summary>
    public int Subscribers { get; init; }

    /// <summary>Bytes that wait in memory for all clients together.</summary>
    public long WaitingBytes { get; init; }

    /// <summary>Clients since the start.</summary>
    public long ClientsTotal { get; init; }

    /// <summary>Clients that were disconnected because they did not take what was sent to them.</summary>
    public long SlowClients { get; init; }

    /// <summary>Posts that were relayed and not archived because archiving was paused; null without an archive.</summary>
    public long? Unarchived { get; init; }
}
