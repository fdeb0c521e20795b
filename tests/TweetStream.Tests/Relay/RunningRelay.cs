using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Relay;

namespace TweetStream.Tests.Relay;

/// <summary>A whole relay in a host, on a free port.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    private readonly IHost _host;

    private RunningRelay(IHost host) => _host = host;

    public RelayService Service => _host.Services.GetRequiredService<RelayService>();

    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Done when the relay has ended the host.</summary>
    public Task Ended => _host.WaitForShutdownAsync();

    /// <summary>Starts a relay on a free port, whatever the options say, unless <paramref name="listen"/> is given.</summary>
    public static async Task<RunningRelay> StartAsync(RelayOptions options, TimeProvider? time = null, IPEndPoint? listen = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddRelay(options with { Listen = [listen ?? new(IPAddress.Loopback, 0)] });
        var relay = new RunningRelay(builder.Build());
        try
        {
            await relay._host.StartAsync();
            relay.Address = await relay.Service.Listening;
            return relay;
        }
        catch
        {
            relay._host.Dispose();
            throw;
        }
    }

    public Task<LineClient> ConnectAsync(int receiveBuffer = 0) => LineClient.ConnectAsync(Address, receiveBuffer);

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
