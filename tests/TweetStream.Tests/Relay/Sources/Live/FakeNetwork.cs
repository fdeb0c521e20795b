using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TweetStream.Tests.Relay.Sources.Live;

/// <summary>
/// A network on loopback that answers as the test says. Owns the server and what was asked; each network's fake knows its
/// paths and how to misbehave.
/// </summary>
internal abstract class FakeNetwork : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stop = new();

    protected FakeNetwork(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(async context =>
        {
            Requests.Enqueue(new(context.Request.Method, context.Request.Path + context.Request.QueryString, context.Request.Headers.Authorization.ToString(), Time.GetUtcNow()));
            context.Response.Headers.Date = Time.GetUtcNow().ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
            try
            {
                await AnswerAsync(context, either.Token);
            }
            catch (OperationCanceledException)
            {
                // The client has gone, or the test is over.
            }
        });
        _app.Start();
    }

    /// <summary>The server's clock, which its Date header shows.</summary>
    protected TimeProvider Time { get; }

    /// <summary>What was asked so far, in order.</summary>
    public ConcurrentQueue<Asked> Requests { get; } = new();

    public Uri Address => new(_app.Urls.First());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    protected abstract Task AnswerAsync(HttpContext context, CancellationToken stop);
}

/// <summary>A request as it came in.</summary>
internal sealed record Asked(string Method, string PathAndQuery, string Authorization, DateTimeOffset At);
