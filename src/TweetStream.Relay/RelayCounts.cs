namespace TweetStream.Relay;

/// <summary>What a relay has done so far.</summary>
public sealed record RelayCounts
{
    /// <summary>Posts that passed the filter and got an offset.</summary>
    public long Posts { get; init; }

    /// <summary>Posts that met no track term.</summary>
    public long FilteredOut { get; init; }

    /// <summary>Posts that had passed before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Messages of a source that are no posts.</summary>
    public long Control { get; init; }

    /// <summary>Lines of a source that could not be read.</summary>
    public long Malformed { get; init; }

    /// <summary>Lines of a source above the limit.</summary>
    public long Oversized { get; init; }

    /// <summary>Clients connected now.</summary>
    public int Clients { get; init; }

    /// <summary>Clients since the start.</summary>
    public long ClientsTotal { get; init; }

    /// <summary>Clients that were disconnected because they did not take what was sent to them.</summary>
    public long SlowClients { get; init; }
}
