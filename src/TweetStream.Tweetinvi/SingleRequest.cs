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
    private sealed class StoppableStream(Stream body, CancellationToken stop) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => body.ReadAsync(buffer, stop);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            body.ReadAsync(buffer.AsMemory(offset, count), stop).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                body.Dispose();
            base.Dispose(disposing);
        }
    }
}
