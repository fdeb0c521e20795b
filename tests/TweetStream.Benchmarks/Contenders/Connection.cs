using System.Net;
using System.Net.Sockets;

namespace TweetStream.Benchmarks.Contenders;

/// <summary>How those contenders connect who have no way of their own.</summary>
internal static class Connection
{
    public const int BufferBytes = 64 * 1024;

    public static Socket To(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    /// <summary>Receives to the end and looks at nothing.</summary>
    /// <returns>The number of bytes.</returns>
    public static long Drain(Socket socket, byte[] buffer)
    {
        var received = 0L;
        for (int bytes; (bytes = socket.Receive(buffer)) > 0;)
            received += bytes;
        return received;
    }

    public static StreamReader ReaderOf(int port) => new(new NetworkStream(To(port), ownsSocket: true), bufferSize: BufferBytes);

    public static IEnumerable<string> LinesOf(int port)
    {
        using var reader = ReaderOf(port);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
