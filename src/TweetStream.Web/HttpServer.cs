using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TweetStream.Web;

/// <summary>
/// Serves the parts of a process over HTTP/1.1 at one address. Ends with the process, whoever still reads. What every
/// answer needs to be safe in a browser is said here, once; what is served is the parts' affair.
/// </summary>
public sealed partial class HttpServer(HttpOptions options, IEnumerable<IHttpPart> parts, TimeProvider time, ILoggerFactory logs) : IHostedService
{
    // All that a page may load is on this very server; nothing may frame it, and no markup may carry script or style.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly ILogger _log = logs.CreateLogger<HttpServer>();
    private WebApplication? _app;

    /// <summary>Where it listens, with the port that was chosen where 0 was asked for; valid once it has started.</summary>
    public IPEndPoint Address { get; private set; } = options.Address;

    /// <inheritdoc/>
    /// <exception cref="IOException">The address cannot be listened on; the message names it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _app = await ListenAsync(options.Address, cancellationToken);
        }
        catch (IOException taken) when (options.AnyPortIfTaken && taken.InnerException is AddressInUseException)
        {
            _app = await ListenAsync(new(options.Address.Address, 0), cancellationToken);
        }
        catch (SocketException refused)
        {
            throw new IOException($"cannot serve HTTP on {options.Address}: {refused.Message}", refused);
        }

        Address = IPEndPoint.Parse(new Uri(_app.Urls.First()).Authority);
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

    private async Task<WebApplication> ListenAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "tweetstream" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
            kestrel.Listen(address);
        });
        builder.Services.AddSingleton(time).AddSingleton(logs).AddRouting().AddProblemDetails().AddHostFiltering(hosts => hosts.AllowedHosts = Names(address));
        foreach (var part in parts)
            part.AddTo(builder.Services);
        var app = builder.Build();
        app.Use(SayWhatBrowsersMayDo);
        app.UseHostFiltering();
        app.UseStatusCodePages();
        app.UseRouting();
        foreach (var part in parts)
            part.Map(app);
        try
        {
            await app.StartAsync(cancellationToken);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    // A page from elsewhere whose name was made to lead to this machine (DNS rebinding) is not to read what only this machine may.
    private static string[] Names(IPEndPoint address) => IPAddress.IsLoopback(address.Address) ? ["localhost", "127.0.0.1", "[::1]"] : ["*"];

    private static Task SayWhatBrowsersMayDo(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return next(context);
    }

    [LoggerMessage(LogLevel.Information, "Serving HTTP on {Address}")]
    private partial void LogListening(IPEndPoint address);
}
