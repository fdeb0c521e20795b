using System.Net;
using System.Net.Sockets;

namespace TweetStream.Benchmarks.Sections;

/// <summary>Sends the same bytes to so many clients in blocks of 256 KiB, each from a thread of its own, and does nothing else.</summary>
internal sealed class RelayRawSender : IDisposable
{
    private const int BlockBytes = 256 * 1024;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ReadOnlyMemory<byte> _bytes;

    public RelayRawSender(ReadOnlyMemory<byte> bytes, int clients)
    {
        _bytes = bytes;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(clients);
        for (var client = 0; client < clients; client++)
            new Thread(Serve) { IsBackground = true, Name = "raw sender" }.Start();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    public void Dispose() => _listener.Dispose();

    private void Serve()
    {
        using var client = _listener.Accept();
        for (var sent = 0; sent < _bytes.Length;)
            sent += client.Send(_bytes.Span.Slice(sent, Math.Min(BlockBytes, _bytes.Length - sent)));
        client.Shutdown(SocketShutdown.Send);
        while (client.Receive(new byte[1024]) > 0)
        {
            // Closing before the client's first line is read would reset the connection.
        }
    }
}
