using Microsoft.Extensions.Hosting;
using TweetStream.Web;

namespace TweetStream.Cli.Hosting;

/// <summary>
/// Says where the page is before a table that redraws itself takes the terminal. It starts after the server and before
/// what draws, in the order in which they are registered.
/// </summary>
internal sealed class PageAnnouncement(HttpServer server) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Console.Error.WriteLineAsync($"The live page is http://{server.Address}/");

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
