using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TweetStream.Trends;
using TweetStream.Web;
using TweetStream.Web.Page;

namespace TweetStream.Tests.Web;

/// <summary>The real server with the page, over loopback, fed with snapshots by a test.</summary>
internal sealed class ServedPage : IAsyncDisposable
{
    private readonly IHost _host;

    private ServedPage(IHost host)
    {
        _host = host;
        Address = new($"http://{host.Services.GetRequiredService<HttpServer>().Address}/");
        Client = new() { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <param name="time">The server's clock.</param>
    /// <param name="address">Where it listens; null for this machine alone.</param>
    /// <param name="older">Where it finds windows that it does not keep; null for nowhere.</param>
    /// <param name="patience">How long that may take.</param>
    public static async Task<ServedPage> StartAsync(TimeProvider? time = null, IPAddress? address = null, Uri? older = null, TimeSpan? patience = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddHttp(new(new(address ?? IPAddress.Loopback, 0)));
        builder.Services.AddPage(new() { Source = "sample posts", Window = TimeSpan.FromSeconds(20), Slide = TimeSpan.FromSeconds(10), OlderFrom = older, OlderPatience = patience ?? TimeSpan.FromMinutes(1) });
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public void Show(params IEnumerable<Snapshot> snapshots)
    {
        foreach (var snapshot in snapshots)
            _host.Services.GetRequiredService<IObserver<Snapshot>>().OnNext(snapshot);
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }
}
