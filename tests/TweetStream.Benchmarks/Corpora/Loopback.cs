using System.Net;
using System.Net.Sockets;

namespace TweetStream.Benchmarks.Corpora;

/// <summary>Sends the same bytes over loopback, in blocks of 256 KiB, to whoever connects, once or without end, and closes. Serves so many at a time.</summary>
internal sealed class Loopback : IDisposable
{
    private const int BlockBytes = 256 * 1024;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly bool _isEndless;

    public Loopback(ReadOnlyMemory<byte> bytes, bool isEndless = false, int atOnce = 1)
    {
        (_bytes, _isEndless) = (bytes, isEndless);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        for (var sender = 0; sender < atOnce; sender++)
            new Thread(Serve) { IsBackground = true, Name = "sender" }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose() => _listener.Dispose();

    private void Serve()
    {
        try
        {
            while (true)
            {
                using var client = _listener.Accept();
                Send(client);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The listener is gone: the measurement is over.
        }
    }

    private void Send(Socket client)
    {
        try
        {
            do
            {
                for (var sent = 0; sent < _bytes.Length;)
                    sent += client.Send(_bytes.Span.Slice(sent, Math.Min(BlockBytes, _bytes.Length - sent)));
            }
            while (_isEndless);
            client.Shutdown(SocketShutdown.Send);
            while (client.Receive(new byte[1024]) > 0)
            {
                // A counter sends its subscription; closing before it is read would reset the connection.
            }
        }
        catch (SocketException) when (_isEndless)
        {
            // The reader has enough.
        }
    }
}
