namespace TweetStream.Relay.Broadcasting;

/// <summary>The clients of a relay.</summary>
internal sealed record ClientCounts
{
    /// <summary>Connected now.</summary>
    public int Now { get; init; }

    /// <summary>Connected now, and get text.</summary>
    public int Text { get; init; }

    /// <summary>Connected now, and get JSON; those who have not said yet what they want are neither.</summary>
    public int Subscribers { get; init; }

    /// <summary>Since the start.</summary>
    public long Total { get; init; }

    /// <summary>Those that were disconnected because they did not take what was sent to them.</summary>
    public long Slow { get; init; }

    /// <summary>Bytes that wait in memory for all of them together.</summary>
    public long WaitingBytes { get; init; }
}
