namespace TweetStream.Relay.Sources.X;

/// <summary>What is asked of X. Vary with <c>with</c>.</summary>
public sealed record XOptions
{
    /// <summary>The app's bearer token; null where there is none, and then X cannot be a source.</summary>
    public string? BearerToken { get; init; }

    /// <summary>Rules in X's own syntax, 1 to 1,024 characters each, beside those that the track terms make.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Posts to read a day (UTC), each of which costs money; null for no limit.</summary>
    public long? MaxPostsPerDay { get; init; } = 1_000;

    /// <summary>Minutes of missed posts to ask for after a reconnect, 0 to 5; more than 0 needs a plan that allows it.</summary>
    public int BackfillMinutes { get; init; }

    /// <summary>Opens the stream by Tweetinvi; null where that is not built in.</summary>
    public XStreamOpener? Tweetinvi { get; init; }

    // A record prints all it holds, and a token must never reach a log.
    public override string ToString() => nameof(XOptions);
}

/// <summary>
/// Opens X's filtered stream: the bytes of its lines as X sends them. Requests go through <paramref name="handler"/>, which
/// knows the address and the credentials, and throws where the answer is no success; such an exception may be wrapped.
/// </summary>
/// <param name="pathAndQuery">The request, such as <c>2/tweets/search/stream?tweet.fields=lang</c>.</param>
/// <param name="handler">Sends the request; not disposed by the one who is called.</param>
/// <param name="stop">Ends the attempt, and the stream.</param>
public delegate Task<Stream> XStreamOpener(string pathAndQuery, HttpMessageHandler handler, CancellationToken stop);
