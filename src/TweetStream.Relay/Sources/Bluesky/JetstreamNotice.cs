using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.Bluesky;

/// <summary>
/// What the server itself says on a stream of version 2. After an error it ends the connection without a further word.
/// <code>
/// {"$type":"error","error":"ConsumerTooSlow","message":"..."}
/// {"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#info","name":"OutdatedCursor","message":"..."}}
/// </code>
/// </summary>
/// <param name="IsError">Whether the connection ends with it.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Words">Name and message, for a person.</param>
internal sealed record JetstreamNotice(bool IsError, string Name, string Words)
{
    /// <summary>Null for a message that says something of the network instead, such as that a post is gone.</summary>
    public static JetstreamNotice? Read(ReadOnlySpan<byte> message)
    {
        var frame = SourceProblem.Parse(message.ToArray());
        if (SourceProblem.Member(frame, "$type") == "error")
            return new(true, SourceProblem.Member(frame, "error"), SourceProblem.Text(frame) is { Length: > 0 } words ? words : "an error without a name");
        var payload = SourceProblem.Get(frame, "payload");
        return SourceProblem.Member(payload, "$type").EndsWith("#info", StringComparison.Ordinal)
            ? new(false, SourceProblem.Member(payload, "name"), SourceProblem.Text(payload))
            : null;
    }
}
