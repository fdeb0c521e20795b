using System.Net;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.X;

/// <summary>
/// Sends a foreign library's request for the stream as our own: to our address, with our token, with our idea of failure and of
/// silence. Lets one request through, so that a library which connects again by itself cannot: that is the
/// <see cref="ReconnectPolicy"/>'s to decide.
/// </summary>
internal sealed class XStreamHandler(SourceHttp http, TimeSpan longestSilence, TimeProvider time) : HttpMessageHandler
{
    private int _requests;

    /// <exception cref="DisconnectException">X answered with something else than success, or this is the second request.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _requests) > 1)
            throw new DisconnectException(new(DisconnectKind.Dropped, "the library asked for the stream again by itself"));
        var path = request.RequestUri!.IsAbsoluteUri ? request.RequestUri.PathAndQuery : request.RequestUri.OriginalString;
        var response = await http.GetAsync(path.TrimStart('/'), cancellationToken);
        var lines = new StallGuard(await response.Content.ReadAsStreamAsync(cancellationToken), longestSilence, time);
        return new(HttpStatusCode.OK) { RequestMessage = request, Content = new StreamContent(lines) };
    }
}
