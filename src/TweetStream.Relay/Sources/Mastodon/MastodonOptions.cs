namespace TweetStream.Relay.Sources.Mastodon;

/// <summary>What is asked of a Mastodon server. Vary with <c>with</c>.</summary>
public sealed record MastodonOptions
{
    /// <summary>A user's token with <c>read:statuses</c>; null where there is none, and then timelines are polled.</summary>
    public string? AccessToken { get; init; }

    /// <summary>How often timelines are polled, 5 s to an hour.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(15);

    // A record prints all it holds, and a token must never reach a log.
    public override string ToString() => nameof(MastodonOptions);
}
