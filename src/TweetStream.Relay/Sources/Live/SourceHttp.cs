using System.Globalization;
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

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);
    private readonly HttpClient _client;
    private readonly string? _token;
    private readonly TimeProvider _time;

    /// <param name="address">What requests are relative to.</param>
    /// <param name="token">Bearer token; null for none.</param>
    /// <param name="time">Counts the waiting.</param>
    /// <param name="handler">Null for a connection pool of its own; a given one is not disposed.</param>
    public SourceHttp(Uri address, string? token, TimeProvider time, HttpMessageHandler? handler = null)
    {
        (_time, _token) = (time, token);
        _client = new(handler ?? NewHandler(), disposeHandler: handler is null)
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
                throw new DisconnectException(WithoutToken(await HttpFailure.ExplainAsync(response, _time, either.Token)));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw StallGuard.Silent(Patience);
        }
        catch (OperationCanceledException late) when (!stop.IsCancellationRequested)
        {
            // This is how a connection that does not come about in time ends.
            throw new DisconnectException(new(DisconnectKind.Unreachable, string.Create(CultureInfo.InvariantCulture, $"no connection within {ConnectPatience.TotalSeconds:0} s")), late);
        }
    }

    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken stop) => SendAsync(new(HttpMethod.Get, path), stop);

    public void Dispose() => _client.Dispose();

    /// <summary>What the network said without the token, which some repeat to whoever sends it.</summary>
    public string WithoutToken(string text) => _token is null ? text : text.Replace(_token, "***", StringComparison.Ordinal);

    private Disconnect WithoutToken(Disconnect end) => end with { Reason = WithoutToken(end.Reason) };

    // A redirect may lead to a host that has no business with the token, and a stream that is left must not be read on so
    // that its connection can be used again.
    private static SocketsHttpHandler NewHandler() => new()
    {
        ConnectTimeout = ConnectPatience,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        AllowAutoRedirect = false,
        MaxResponseDrainSize = 0,
    };
}
