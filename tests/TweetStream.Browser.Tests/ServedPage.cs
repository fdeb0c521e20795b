using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Trends;
using TweetStream.Web;
using TweetStream.Web.Page;

namespace TweetStream.Browser.Tests;

/// <summary>The real server with the page, over loopback, fed with snapshots by a test.</summary>
internal sealed class ServedPage : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly IObserver<Snapshot> _shown;

    private ServedPage(IHost host)
    {
        _host = host;
        _shown = host.Services.GetRequiredService<IObserver<Snapshot>>();
    }

    public Uri Address => new($"http://{_host.Services.GetRequiredService<HttpServer>().Address}/");

    /// <param name="port">0 for any that is free.</param>
    /// <param name="time">The server's clock.</param>
    public static async Task<ServedPage> StartAsync(int port = 0, TimeProvider? time = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddHttp(new(new IPEndPoint(IPAddress.Loopback, port)));
        builder.Services.AddPage(new() { Source = "sample posts", Window = TimeSpan.FromSeconds(20), Slide = TimeSpan.FromSeconds(10) });
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public void Show(params IEnumerable<Snapshot> snapshots)
    {
        foreach (var snapshot in snapshots)
            _shown.OnNext(snapshot);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
