using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TweetStream.Trends;
using TweetStream.Web;
using TweetStream.Web.Page;

namespace TweetStream.Tests.Web;

/// <summary>The real server with the page, over loopback, and a client of it.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly IHost _host;

    private Served(IHost host)
    {
        _host = host;
        Client = new() { BaseAddress = new($"http://{host.Services.GetRequiredService<HttpServer>().Address}") };
    }

    public HttpClient Client { get; }

    public static async Task<Served> StartAsync(TimeProvider? time = null, IPAddress? address = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddHttp(new(new(address ?? IPAddress.Loopback, 0)));
        builder.Services.AddPage(new() { Source = "sample posts", Window = TimeSpan.FromSeconds(20), Slide = TimeSpan.FromSeconds(10) });
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
