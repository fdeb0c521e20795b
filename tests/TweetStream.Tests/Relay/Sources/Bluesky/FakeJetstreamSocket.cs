using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TweetStream.Tests.Relay.Sources.Bluesky;

/// <summary>
/// One connection to the fake. Owns the handshake by hand, so that pings can be counted, and the order in which everything is
/// sent. Gestures are done one after the other; the last one ends it.
/// </summary>
internal sealed class FakeJetstreamSocket
{
    private readonly Channel<Func<WebSocket, Task>> _gestures = Channel.CreateUnbounded<Func<WebSocket, Task>>();
    private readonly HttpContext _context;

    public FakeJetstreamSocket(HttpContext context) => _context = context;

    /// <summary>Messages of a log that it has been sent.</summary>
    public int Sent { get; private set; }

    /// <summary>What is sent, or done, next.</summary>
    public void Do(Func<WebSocket, Task> gesture) => _gestures.Writer.TryWrite(gesture);

    public void Send(byte[] message, WebSocketMessageType type, Action<int>? afterwards = null) => Do(async socket =>
    {
        await socket.SendAsync(message, type, endOfMessage: true, _context.RequestAborted);
        afterwards?.Invoke(++Sent);
    });

    /// <summary>Breaks off, and what is under way is lost.</summary>
    public void Abort() => _context.Abort();

    /// <summary>Ends without a word when everything has been sent.</summary>
    public void End() => _gestures.Writer.TryComplete();

    /// <summary>Serves until the client goes.</summary>
    /// <param name="subprotocol">Echoed; null for none.</param>
    /// <param name="answers">Whether pings are answered.</param>
    /// <param name="pinged">Hears of each ping.</param>
    /// <param name="stop">Ends it.</param>
    public async Task ServeAsync(string? subprotocol, bool answers, Action pinged, CancellationToken stop)
    {
        var headers = _context.Response.Headers;
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers["Sec-WebSocket-Accept"] = Accept(_context.Request.Headers["Sec-WebSocket-Key"].ToString());
        if (subprotocol is not null)
            headers["Sec-WebSocket-Protocol"] = subprotocol;
        var wire = new PingCounter(await _context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync(), pinged);
        using var socket = WebSocket.CreateFromStream(wire, new WebSocketCreationOptions { IsServer = true, SubProtocol = subprotocol });
        try
        {
            _ = answers ? ListenAsync(socket, stop) : Task.CompletedTask;
            await foreach (var gesture in _gestures.Reader.ReadAllAsync(stop))
                await gesture(socket);
        }
        catch (Exception broken) when (broken is WebSocketException or IOException)
        {
            // The client has gone.
        }
    }

    private static string Accept(string key)
    {
#pragma warning disable CA5350 // RFC 6455 wants this hash, and keeps nothing secret with it.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }

    // Pings are answered while something is being received. The client has nothing to say but that it goes.
    private async Task ListenAsync(WebSocket socket, CancellationToken stop)
    {
        try
        {
            var said = await socket.ReceiveAsync(new byte[1024].AsMemory(), stop);
            var status = said.MessageType == WebSocketMessageType.Close ? WebSocketCloseStatus.NormalClosure : WebSocketCloseStatus.PolicyViolation;
            await socket.CloseOutputAsync(status, null, stop);
        }
        catch (Exception broken) when (broken is WebSocketException or IOException)
        {
            // The client has gone.
        }

        End();
    }

    // A client sends nothing here but control frames, which are masked and have at most 125 bytes:
    // frame = (0x80 + opcode) (0x80 + length) 4OCTET *OCTET
    private sealed class PingCounter(Stream inner, Action pinged) : Stream
    {
        private const int HeaderBytes = 6;
        private const byte Ping = 0x89;
        private int _toSkip;
        private byte? _opening;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            foreach (var octet in buffer.Span[..read])
                Count(octet);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }

        private void Count(byte octet)
        {
            if (_toSkip > 0)
            {
                _toSkip--;
            }
            else if (_opening is null)
            {
                _opening = octet;
            }
            else
            {
                _toSkip = (octet & 0x7F) + HeaderBytes - 2;
                if (_opening == Ping)
                    pinged();
                _opening = null;
            }
        }
    }
}
