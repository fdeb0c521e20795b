using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TweetStream.Web;

/// <summary>Serves the parts of a process over HTTP/1.1 at one address. Ends with the process, whoever still reads.</summary>
public sealed partial class HttpServer(IPEndPoint address, IEnumerable<IHttpPart> parts, TimeProvider time, ILoggerFactory logs) : IHostedService
{
    private readonly ILogger _log = logs.CreateLogger<HttpServer>();
    private WebApplication? _app;

    /// <summary>Where it listens, with the port that was chosen where 0 was asked for; valid once it has started.</summary>
    public IPEndPoint Address { get; private set; } = address;

    /// <inheritdoc/>
    /// <exception cref="IOException">The address cannot be listened on; the message names it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "tweetstream" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(Address));
        builder.Services.AddSingleton(time).AddSingleton(logs).AddRouting();
        foreach (var part in parts)
            part.AddTo(builder.Services);
        var app = builder.Build();
        app.UseRouting();
        foreach (var part in parts)
            part.Map(app);
        await app.StartAsync(cancellationToken);
        _app = app;
        Address = IPEndPoint.Parse(new Uri(app.Urls.First()).Authority);
        LogListening(Address);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is null)
            return;
        await _app.StopAsync(cancellationToken);
        await _app.DisposeAsync();
    }

    [LoggerMessage(LogLevel.Information, "Serving HTTP on {Address}")]
    private partial void LogListening(IPEndPoint address);
}
