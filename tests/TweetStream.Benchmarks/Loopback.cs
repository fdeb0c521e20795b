using System.Net;
using System.Net.Sockets;

namespace TweetStream.Benchmarks;

/// <summary>Sends the same bytes over loopback, in blocks of 256 KiB, to whoever connects, and closes.</summary>
internal sealed class Loopback : IDisposable
{
    private const int BlockBytes = 256 * 1024;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _bytes;

    public Loopback(byte[] bytes)
    {
        _bytes = bytes;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Serve) { IsBackground = true }.Start();
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
                for (var sent = 0; sent < _bytes.Length;)
                    sent += client.Send(_bytes.AsSpan(sent, Math.Min(BlockBytes, _bytes.Length - sent)));
                client.Shutdown(SocketShutdown.Send);
                while (client.Receive(new byte[1024]) > 0)
                {
                    // A counter sends its subscription; closing before it is read would reset the connection.
                }
            }
        }
        catch (SocketException)
        {
            // The listener is gone: the measurement is over.
        }
    }
}
