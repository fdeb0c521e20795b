namespace TweetStream.Relay.Sources;

/// <summary>What one source is doing.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Phase">In a word.</param>
/// <param name="Words">For a person: why it waits or failed; empty where there is nothing to say.</param>
/// <param name="NewestPost">When the post was made that it passed on last; null before the first.</param>
public sealed record SourceStatus(string Source, SourcePhase Phase, string Words, DateTimeOffset? NewestPost);

public enum SourcePhase
{
    /// <summary>Waits for clients, or for the source before it.</summary>
    NotStarted,

    Connecting,

    /// <summary>Gives its posts; a source that has no connection does so from its start to its end.</summary>
    Connected,

    /// <summary>For the next attempt, or for leave to go on.</summary>
    Waiting,

    /// <summary>Had no more posts.</summary>
    Ended,

    Failed,
}
