namespace TweetStream.Relay.Sources.Live;

/// <summary>What a live source is doing.</summary>
/// <param name="Phase">In a word.</param>
/// <param name="Words">For a person: how it is connected, or why it waits.</param>
/// <param name="Until">When it goes on; null unless it waits.</param>
internal sealed record LiveState(LivePhase Phase, string Words, DateTimeOffset? Until);

internal enum LivePhase
{
    Connecting,
    Connected,

    /// <summary>For the next attempt, or for leave to go on.</summary>
    Waiting,
}
