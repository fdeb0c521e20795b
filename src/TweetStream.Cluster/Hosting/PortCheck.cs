using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;

namespace TweetStream.Cluster.Hosting;

/// <summary>Ends the start of a silo whose ports are taken: Orleans would share them with another silo, and each get half of what is meant for the other.</summary>
internal sealed class PortCheck(SiloOptions options) : IHostedService
{
    /// <inheritdoc/>
    /// <exception cref="ClusterException">A port is taken; the message names it.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Check(options.SiloPort, "--silo-port");
        Check(options.GatewayPort, "--gateway-port");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(int port, string option)
    {
        try
        {
            using var listener = new TcpListener(new IPEndPoint(options.Listen, port));
            listener.Start();
        }
        catch (SocketException refused)
        {
            throw new ClusterException(string.Create(CultureInfo.InvariantCulture, $"cannot listen on port {port} of {options.Listen} ({option}): {refused.Message}"), refused);
        }
    }
}
