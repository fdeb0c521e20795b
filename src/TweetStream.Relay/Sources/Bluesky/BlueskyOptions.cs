namespace TweetStream.Relay.Sources.Bluesky;

/// <summary>What is asked of Bluesky. Vary with <c>with</c>.</summary>
public sealed record BlueskyOptions
{
    /// <summary>Which form of the stream.</summary>
    public JetstreamVersion Version { get; init; } = JetstreamVersion.V2;

    /// <summary>Whether messages come compressed, with a dictionary that the server gives out; version 2 alone.</summary>
    public bool Zstd { get; init; }
}

/// <summary>Forms of Bluesky's Jetstream.</summary>
public enum JetstreamVersion
{
    /// <summary>Cursors are sequence numbers of one server.</summary>
    V2,

    /// <summary>Cursors are times, which other servers understand as well.</summary>
    V1,
}
