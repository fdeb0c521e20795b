using System.Globalization;
using System.Text.Json;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.Mastodon;

/// <summary>
/// A server's requests that are no streams. Owns their limits, of time, size and number, and what the server says of itself;
/// leaves credentials and failures to <see cref="SourceHttp"/>.
/// </summary>
internal sealed class MastodonServer(Uri address, string? token, TimeProvider time) : IDisposable
{
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    // Limits count by half an hour at most; a time further away is a mistake of one of the two clocks.
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private readonly SourceHttp _http = new(address, token, time);
    private long _usedUpAt;
    private TimeSpan _pause;

    public Uri Address => address;

    /// <summary>What it says of itself, which is nothing where it knows neither version of that request.</summary>
    /// <exception cref="DisconnectException">The server has trouble, or allows no more for now.</exception>
    public async Task<MastodonInstance> GetInstanceAsync(CancellationToken stop) =>
        await GetInstanceAsync("/api/v2/instance", stop) ?? await GetInstanceAsync("/api/v1/instance", stop) ?? new(null, null, null);

    /// <summary>Where it streams: where it says so, or by itself. Over plain HTTP the token must not leave this machine.</summary>
    /// <exception cref="DisconnectException">It names an address that is none, or not encrypted.</exception>
    public Uri StreamingAddress(MastodonInstance instance)
    {
        if (string.IsNullOrEmpty(instance.Streaming))
            return address;
        if (Uri.TryCreate(instance.Streaming, UriKind.Absolute, out var named) && named.Host.Length > 0)
        {
            var scheme = named.Scheme switch { "wss" => "https", "ws" => "http", var other => other };
            if (scheme == "https" || (scheme == "http" && named.IsLoopback))
                return new UriBuilder(scheme, named.Host, named.IsDefaultPort ? -1 : named.Port).Uri;
        }

        var shown = string.Concat(instance.Streaming.Take(100).Select(c => char.IsControl(c) ? ' ' : c));
        throw new DisconnectException(new(DisconnectKind.Refused, $"the server streams at '{shown}', which is no encrypted address"));
    }

    /// <exception cref="DisconnectException">The server does not let us, allows no more for now, or answers something else.</exception>
    public async Task<StatusPage> GetPageAsync(string path, CancellationToken stop)
    {
        var rest = _pause - time.GetElapsedTime(_usedUpAt);
        if (rest > TimeSpan.Zero)
            throw new DisconnectException(new(DisconnectKind.RateLimited, "the server's limit of requests is used up", rest));
        try
        {
            return new(await GetAsync(path, stop));
        }
        catch (JsonException failure)
        {
            throw Unreadable("the timeline", failure);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<ReadOnlyMemory<byte>> GetAsync(string path, CancellationToken stop)
    {
        using var response = await _http.GetAsync(path, stop);
        Remember(response);
        await using var body = new StallGuard(await response.Content.ReadAsStreamAsync(stop), SourceHttp.Patience, time);
        var bytes = new byte[64 * 1024];
        var length = 0;
        for (int read; (read = await body.ReadAsync(bytes.AsMemory(length), stop)) > 0;)
        {
            length += read;
            if (length >= MaxAnswerBytes)
                throw new DisconnectException(new(DisconnectKind.ServerTrouble, $"an answer of more than {MaxAnswerBytes / 1024 / 1024} MiB"));
            if (length == bytes.Length)
                Array.Resize(ref bytes, bytes.Length * 2);
        }

        return bytes.AsMemory(0, length);
    }

    private async Task<MastodonInstance?> GetInstanceAsync(string path, CancellationToken stop)
    {
        try
        {
            var answer = await GetAsync(path, stop);
            return JsonSerializer.Deserialize(answer.Span, MastodonJson.Default.MastodonInstance) ?? throw new JsonException("Null.");
        }
        catch (JsonException failure)
        {
            throw Unreadable("what the server says of itself", failure);
        }
        catch (DisconnectException refused) when (refused.Disconnect.Kind == DisconnectKind.Refused)
        {
            return null;
        }
    }

    private static DisconnectException Unreadable(string what, JsonException failure) =>
        new(new(DisconnectKind.ServerTrouble, $"{what} cannot be read"), failure);

    // The limit that is nearest to its end, when it is at its end. Theirs is the clock that counts.
    private void Remember(HttpResponseMessage response)
    {
        if (Header("x-ratelimit-remaining") == "0"
            && DateTimeOffset.TryParse(Header("x-ratelimit-reset"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var reset)
            && reset - (response.Headers.Date ?? time.GetUtcNow()) is var pause && pause <= LongestPause)
        {
            (_usedUpAt, _pause) = (time.GetTimestamp(), pause);
        }

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
    }
}
