using System.Net.ServerSentEvents;
using TweetStream.Posts;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.Mastodon;

/// <summary>
/// One connection of the streaming API. Owns its events, of which only a new status is a post; leaves their framing to the
/// framework, and connecting to <see cref="MastodonSource"/>.
/// <code>
/// event: update
/// data: {"id":"1","created_at":"...","content":"&lt;p&gt;...&lt;/p&gt;","tags":[...]}
///
/// :thump
/// </code>
/// </summary>
/// <remarks>Other events are <c>delete</c> with an id and <c>status.update</c> with a status that was edited (docs.joinmastodon.org, "Streaming").</remarks>
internal sealed class StatusStream
{
    /// <summary>The server sends a comment every 15 s: three of them were lost by then, and the fourth is late.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    /// <summary>So much of a status that is too long is kept as a dead letter.</summary>
    public const int BeginningBytes = 4 * 1024;

    private const int BytesAroundData = 1024;
    private readonly string _source;
    private readonly LiveParts _parts;
    private readonly PostDecoder _decoder;
    private readonly PostBuffer _post = new();

    public StatusStream(string source, LiveParts parts) =>
        (_source, _parts, _decoder) = (source, parts, new(source, isJson: true, parts.Tally));

    /// <summary>Reads until the stream ends.</summary>
    /// <param name="body">The events; not disposed.</param>
    /// <param name="pass">Takes each post, which is valid until it returns.</param>
    /// <param name="flush">Called before more is waited for.</param>
    /// <param name="onBytes">Called whenever something came.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="DisconnectException">Nothing came for too long.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<Disconnect> ReadAsync(Stream body, Action<PostBuffer> pass, Action flush, Action onBytes, CancellationToken stop)
    {
        await using var alive = new StallGuard(body, LongestSilence, _parts.Time);
        await using var limited = new EventLimit(alive, (int)Math.Min((long)_parts.Options.MaxLineBytes + BytesAroundData, Array.MaxLength), onBytes);
        await using var events = SseParser.Create(limited, IsPost).EnumerateAsync(stop).GetAsyncEnumerator(stop);
        while (true)
        {
            var next = events.MoveNextAsync();
            if (!next.IsCompleted)
                flush();
            if (!await next)
                return new(DisconnectKind.Dropped, "the server ended the stream");
            if (events.Current.Data)
                pass(_post);
        }
    }

    private bool IsPost(string kind, ReadOnlySpan<byte> data)
    {
        if (kind != "update")
        {
            _parts.Tally.AddControl();
            return false;
        }

        if (data.Length <= _parts.Options.MaxLineBytes)
            return _decoder.TryRead(data, _post);
        _parts.Tally.AddOversized(_source, _parts.Options.MaxLineBytes, data[..Math.Min(data.Length, BeginningBytes)]);
        return false;
    }
}
