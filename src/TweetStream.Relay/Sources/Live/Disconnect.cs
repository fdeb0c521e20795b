namespace TweetStream.Relay.Sources.Live;

/// <summary>Why there is no connection to a network, or no longer.</summary>
/// <param name="Kind">Decides how long to wait.</param>
/// <param name="Reason">For a person, in a few words.</param>
/// <param name="NotBefore">How long the network asks us to stay away; null where it does not say.</param>
/// <param name="Status">What HTTP status said so; null where none did.</param>
internal sealed record Disconnect(DisconnectKind Kind, string Reason, TimeSpan? NotBefore = null, int? Status = null);

internal enum DisconnectKind
{
    /// <summary>The other side ended a connection that stood, or it broke.</summary>
    Dropped,

    /// <summary>No connection came about: TCP, DNS, TLS.</summary>
    Unreachable,

    /// <summary>Nothing came for so long that the connection is taken for dead.</summary>
    Silent,

    /// <summary>The network has trouble of its own: HTTP 5xx, or it said so on the stream.</summary>
    ServerTrouble,

    /// <summary>Too many requests or connections: HTTP 429.</summary>
    RateLimited,

    /// <summary>What the stream needs was not there and has been made meanwhile: HTTP 409.</summary>
    NotReady,

    /// <summary>The network will not let us in without a change on our side: HTTP 400, 401, 403, or the plan is used up.</summary>
    Refused,
}

/// <summary>Thrown where a connection turns out not to come about or not to go on.</summary>
internal sealed class DisconnectException(Disconnect disconnect, Exception? inner = null) : Exception(disconnect.Reason, inner)
{
    public Disconnect Disconnect => disconnect;
}
