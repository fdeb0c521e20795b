using System.Net;

namespace TweetStream.Cluster.Hosting;

/// <summary>Where one silo listens, and how it watches over the others. Validated before it gets here.</summary>
public sealed record SiloOptions : ClusterAccess
{
    public const int DefaultGatewayPort = 30000;

    /// <summary>Where it listens, for silos and for those who ask.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>Where others reach it; null for where it listens.</summary>
    public IPAddress? Advertise { get; init; }

    /// <summary>Port for silos.</summary>
    public int SiloPort { get; init; } = ClusterMembership.DefaultSiloPort;

    /// <summary>Port for those who ask, such as <c>cluster watch</c>.</summary>
    public int GatewayPort { get; init; } = DefaultGatewayPort;

    /// <summary>How long another silo may take to answer a sign of life; null for what suits the network.</summary>
    public TimeSpan? ProbeTimeout { get; init; }

    /// <summary>After so many missed signs of life a silo is held for dead; null for what suits the network.</summary>
    public int? MissedProbes { get; init; }

    /// <summary>How often the table of silos is read, beside what silos tell each other; null for what suits the network.</summary>
    public TimeSpan? TableRefresh { get; init; }

    /// <summary>Where others reach it.</summary>
    public IPAddress Address => Advertise ?? Listen;

    /// <summary>Whether it talks to nobody beyond this machine, so that nothing but a fault makes an answer late.</summary>
    public bool IsLocal => IPAddress.IsLoopback(Address);
}
