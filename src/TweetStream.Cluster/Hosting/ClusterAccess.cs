namespace TweetStream.Cluster.Hosting;

/// <summary>How a process gets at a cluster, be it a silo or one that only asks.</summary>
public record ClusterAccess
{
    /// <summary>Silos with the same one find each other, where they have the same membership.</summary>
    public string ClusterId { get; init; } = "tweetstream";

    /// <summary>Whose checkpoints and results they are.</summary>
    public string ServiceId { get; init; } = "tweetstream";

    public ClusterMembership Membership { get; init; } = ClusterMembership.Localhost;

    /// <summary>Password of the Redis or the PostgreSQL; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// PEM file with the certificates that the server of the membership may show. Null: a rediss shows one that the system trusts, and
    /// a PostgreSQL any, where it encrypts at all.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>How silos know each other, and those who ask; null where their connections are in the clear.</summary>
    public ClusterTls? Tls { get; init; }

    // A record prints all it holds, and a password must never reach a log.
    public sealed override string ToString() => $"cluster '{ClusterId}' at {Membership}";
}
