using System.Net.Sockets;

namespace TweetStream.Wire;

/// <summary>
/// Lets the kernel tell a peer that is gone, which answers neither data nor probes, from one that is only quiet: nobody
/// else can, and a connection to a machine that lost its power would be waited on for ever.
/// </summary>
public static class Liveness
{
    private const int Probes = 3;
    private const int TcpUserTimeout = 18; // Of Linux; the framework has no name for it.

    /// <summary>Breaks the connection when its peer has given no sign of life for so long, at least a second.</summary>
    public static void Watch(Socket connection, TimeSpan goneAfter)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var probeSeconds = Math.Max(1, (int)(goneAfter.TotalSeconds / (Probes + 1)));
        try
        {
            connection.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            connection.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, probeSeconds);
            connection.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, probeSeconds);
            connection.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            if (OperatingSystem.IsLinux())
                connection.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, BitConverter.GetBytes((int)goneAfter.TotalMilliseconds));
        }
        catch (SocketException)
        {
            // A peer that is gone already, or a platform without the option: the connection itself will show it.
        }
    }
}
