using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TweetStream.Batch.Serving;
using TweetStream.Web;

namespace TweetStream.Tests.Batch;

/// <summary>The real server over loopback, which answers from an archive of a test.</summary>
internal sealed class ServedAnswers : IAsyncDisposable
{
    private readonly IHost _host;

    private ServedAnswers(IHost host)
    {
        _host = host;
        Address = new($"http://{host.Services.GetRequiredService<HttpServer>().Address}/");
        Client = new() { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public AnswerService Service => _host.Services.GetRequiredService<AnswerService>();

    public static async Task<ServedAnswers> StartAsync(CountedArchive archive, Func<ServeOptions, ServeOptions>? vary = null)
    {
        var options = new ServeOptions { Archive = archive.Archive.Options.Folder, Views = archive.Views };
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<TimeProvider>(archive.Archive.Time);
        builder.Services.AddHttp(new(new(IPAddress.Loopback, 0)));
        builder.Services.AddServe(vary?.Invoke(options) ?? options);
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }
}
