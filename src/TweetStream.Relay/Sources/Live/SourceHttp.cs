using System.Net.Http.Headers;

namespace TweetStream.Relay.Sources.Live;

/// <summary>
/// Asks a network over HTTP. Owns the credentials on the way and the patience; leaves what was asked for to the source, and
/// what a response means that is no success to <see cref="HttpFailure"/>.
/// </summary>
internal sealed class SourceHttp : IDisposable
{
    /// <summary>The headers of a response must be there by then.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How we introduce ourselves.</summary>
    public static readonly ProductInfoHeaderValue UserAgent = new("tweetstream", typeof(SourceHttp).Assembly.GetName().Version?.ToString(3));

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
        _client.DefaultRequestHeaders.UserAgent.Add(UserAgent);
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
                throw new DisconnectException(await HttpFailure.ExplainAsync(response, _time, either.Token));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw StallGuard.Silent(Patience);
        }
    }

    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken stop) => SendAsync(new(HttpMethod.Get, path), stop);

    public void Dispose() => _client.Dispose();
}
