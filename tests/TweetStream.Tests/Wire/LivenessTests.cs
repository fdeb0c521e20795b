using System.Net;
using System.Net.Sockets;
using TweetStream.Wire;

namespace TweetStream.Tests.Wire;

public sealed class LivenessTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 15)]
    public void A_watched_connection_is_probed_until_it_is_given_up(int seconds, int probeSeconds)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        Liveness.Watch(client.Client, TimeSpan.FromSeconds(seconds));
        Assert.Equal(1, client.Client.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(probeSeconds, client.Client.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(probeSeconds, client.Client.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
    }
}
