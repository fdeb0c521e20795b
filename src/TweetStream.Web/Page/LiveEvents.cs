using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace TweetStream.Web.Page;

/// <summary>
/// Every window as it is shown, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html):
/// the event <c>window</c> with its JSON, and the result's number as <c>id</c>; <c>beat</c> where there was nothing to say
/// for a while, so that a viewer can tell a connection that is quiet from one that is lost.
/// </summary>
internal sealed class LiveEvents(ShownWindows windows, TimeProvider time)
{
    /// <summary>Viewers at once; each is told of a window while it is shown.</summary>
    internal const int MostWatchers = 500;

    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    public void Map(WebApplication app) =>
        app.MapGet("/events", (HttpContext context) => windows.Watchers < MostWatchers
            // A viewer must not hold up the end of the process.
            ? (IResult)TypedResults.ServerSentEvents(EventsAsync(context.RequestAborted, app.Lifetime.ApplicationStopping))
            : TypedResults.Problem("Too many are watching already.", statusCode: StatusCodes.Status503ServiceUnavailable))
            .ExcludeFromDescription();

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(CancellationToken gone, [EnumeratorCancellation] CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone, stopping);
        using var watcher = windows.Watch();
        while (!end.IsCancellationRequested)
        {
            yield return watcher.Next.TryRead(out var window)
                ? new(window.Json, "window") { EventId = window.Number.ToString(CultureInfo.InvariantCulture) }
                : new("", "beat");
            await WaitAsync(watcher.Next, end.Token);
        }
    }

    private async Task WaitAsync(ChannelReader<ShownWindow> next, CancellationToken end)
    {
        try
        {
            await next.WaitToReadAsync(end).AsTask().WaitAsync(Beat, time, end);
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            // What follows tells which.
        }
    }
}
