using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace TweetStream.Relay.Sources.Live;

/// <summary>
/// Asks a network over HTTP. Owns the credentials on the way, and what a response that is no success means for the
/// <see cref="ReconnectPolicy"/>; leaves what was asked for to the source.
/// </summary>
internal sealed class SourceHttp : IDisposable
{
    /// <summary>The headers of a response must be there by then.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int MaxProblemBytes = 16 * 1024;
    private const int MaxReasonLength = 300;
    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    /// <param name="address">What requests are relative to.</param>
    /// <param name="token">Bearer token; null for none.</param>
    /// <param name="time">Counts the waiting.</param>
    /// <param name="handler">Null for a connection pool of its own; a given one is not disposed.</param>
    public SourceHttp(Uri address, string? token, TimeProvider time, HttpMessageHandler? handler = null)
    {
        _time = time;
        _client = new(handler ?? new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(10) }, disposeHandler: handler is null)
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new("tweetstream", typeof(SourceHttp).Assembly.GetName().Version?.ToString(3)));
        if (token is not null)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>A successful response, of which only the headers have been read.</summary>
    /// <exception cref="DisconnectException">The network answered with something else than success, or not in time.</exception>
    /// <exception cref="HttpRequestException">It could not be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw new DisconnectException(Explain(response, await ReadProblemAsync(response, either.Token)));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw StallGuard.Silent(Patience);
        }
    }

    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken stop) => SendAsync(new(HttpMethod.Get, path), stop);

    public void Dispose() => _client.Dispose();

    private Disconnect Explain(HttpResponseMessage response, JsonElement problem)
    {
        var reason = Reason(response, problem);
        var status = (int)response.StatusCode;
        var end = status switch
        {
            _ when SourceProblem.IsUsedUp(problem) => new Disconnect(DisconnectKind.Refused, reason),
            429 => new(DisconnectKind.RateLimited, reason, NotBefore(response)),
            408 or >= 500 => new(DisconnectKind.ServerTrouble, reason, RetryAfter(response)),
            409 => new(DisconnectKind.NotReady, reason),
            _ => new(DisconnectKind.Refused, reason),
        };
        return end with { Status = status };
    }

    private static string Reason(HttpResponseMessage response, JsonElement problem)
    {
        var said = SourceProblem.Text(problem);
        var status = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode} {(said.Length > 0 ? "" : response.ReasonPhrase)}").TrimEnd();
        return said.Length > 0 ? $"{status}: {said[..Math.Min(said.Length, MaxReasonLength)]}" : status;
    }

    private static async Task<JsonElement> ReadProblemAsync(HttpResponseMessage response, CancellationToken stop)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(stop);
            var bytes = new byte[MaxProblemBytes];
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
            return SourceProblem.Parse(bytes.AsMemory(0, length));
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            return default;
        }
    }

    // Theirs is the clock that counts.
    private DateTimeOffset Now(HttpResponseMessage response) => response.Headers.Date ?? _time.GetUtcNow();

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is { } retry ? retry.Delta ?? retry.Date - Now(response) : null;

    // X says it in seconds since 1970, Mastodon as a date, and HTTP has a header of its own. Networks tell when their limit
    // begins anew with every answer: it matters where the limit is why.
    private TimeSpan? NotBefore(HttpResponseMessage response)
    {
        var now = Now(response);
        var waits = new List<TimeSpan>();
        if (RetryAfter(response) is { } asked)
            waits.Add(asked);
        foreach (var text in response.Headers.TryGetValues("x-rate-limit-reset", out var x) ? x : [])
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds())
                waits.Add(DateTimeOffset.FromUnixTimeSeconds(seconds) - now);
        }

        foreach (var text in response.Headers.TryGetValues("x-ratelimit-reset", out var others) ? others : [])
        {
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
                waits.Add(date - now);
        }

        return waits.Count > 0 ? waits.Max() : null;
    }
}
