using TweetStream.Wire;

namespace TweetStream.Tweetinvi;

/// <summary>Lets one request through, for what the source asks, whatever the library asks; a second one is refused, which ends the library's stream.</summary>
internal sealed class SingleRequest(HttpMessageHandler inner, string pathAndQuery, TaskCompletionSource opened, CancellationToken stop) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _inner = new(inner, disposeHandler: false);
    private bool _sent;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_sent)
            throw new EndOfStreamException();
        _sent = true;
        var response = await _inner.SendAsync(new(HttpMethod.Get, new Uri(pathAndQuery, UriKind.Relative)), stop);
        response.Content = new StreamContent(new StoppableStream(await response.Content.ReadAsStreamAsync(stop), stop));
        opened.TrySetResult();
        return response;
    }

    /// <summary>The library reads without a token, and this is how a read ends all the same.</summary>
    private sealed class StoppableStream(Stream body, CancellationToken stop) : ReadOnlyStream(body)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Inner.ReadAsync(buffer, stop);
    }
}
