using System.Globalization;

namespace TweetStream.Relay.Sources.Bluesky;

/// <summary>
/// Where and how Jetstream is asked for posts, and what a cursor is in each of its versions. Owns the addresses; asks nothing.
/// <code>
/// v1  wss://HOST/subscribe?wantedCollections=app.bsky.feed.post [&amp;cursor=MICROSECONDS]
///     events from that time on; times do not quite ascend
/// v2  wss://HOST/xrpc/network.bsky.jetstream.subscribeEvents?kinds=commit&amp;collections=app.bsky.feed.post
///     [&amp;cursor=NUMBER] [&amp;zstdDictionary=ID]
///     events from that number on, the one of that number included; numbers ascend, and each server has its own
/// </code>
/// </summary>
internal sealed class JetstreamAddress(JetstreamVersion version, Uri? given)
{
    private const string Posts = "app.bsky.feed.post";

    /// <summary>Events of version 1 may come so much later than others of their time.</summary>
    private static readonly TimeSpan Disorder = TimeSpan.FromSeconds(5);

    private readonly Uri _server = given ?? new(version == JetstreamVersion.V2 ? "wss://jetstream.us-east.bsky.network" : "wss://jetstream2.us-east.bsky.network");

    /// <summary>What the messages are framed as; null where nobody asks.</summary>
    public string? Subprotocol => version == JetstreamVersion.V2 ? "xrpc.v1.json" : null;

    /// <summary>Scheme and host.</summary>
    public string Server => _server.GetLeftPart(UriPartial.Authority);

    /// <summary>Where a cursor means the same.</summary>
    public string CursorScope => version == JetstreamVersion.V2 ? $"jetstream v2 at {_server.Authority}" : "jetstream v1";

    /// <summary>The server over HTTP.</summary>
    public Uri Http => new UriBuilder(_server) { Scheme = _server.Scheme == Uri.UriSchemeWss ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, Port = _server.IsDefaultPort ? -1 : _server.Port }.Uri;

    /// <summary>A cursor as a number; null where it is none.</summary>
    public static long? Number(string? cursor) => long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The first event to ask for after the one of a cursor, which comes again; null where it is no cursor.</summary>
    public long? Start(string? cursor) =>
        version == JetstreamVersion.V2 || Number(cursor) is not { } time ? Number(cursor) : Math.Max(0, time - (long)Disorder.TotalMicroseconds);

    /// <param name="start">The first event; null for what comes from now on.</param>
    /// <param name="dictionary">Number of the dictionary that messages are to be compressed with; null for plain ones.</param>
    public Uri Stream(long? start, uint? dictionary)
    {
        var path = version == JetstreamVersion.V2
            ? $"/xrpc/network.bsky.jetstream.subscribeEvents?kinds=commit&collections={Posts}"
            : $"/subscribe?wantedCollections={Posts}";
        return new(_server, string.Create(CultureInfo.InvariantCulture, $"{path}{(start is null ? "" : "&cursor=")}{start}{(dictionary is null ? "" : "&zstdDictionary=")}{dictionary}"));
    }
}
