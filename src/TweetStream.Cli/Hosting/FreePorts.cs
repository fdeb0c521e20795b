using System.Net;
using System.Net.Sockets;

namespace TweetStream.Cli.Hosting;

/// <summary>Ports of this machine that nobody listens on now.</summary>
internal static class FreePorts
{
    // Below those that the system gives to connections, any of which could take one before it is listened on.
    private const int First = 20_000;
    private const int Last = 32_000;

    /// <summary>So many different ones.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var ports = new List<int>();
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(First, Last);
            if (!ports.Contains(port) && IsFree(port))
                ports.Add(port);
        }

        return ports;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
