using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TweetStream.Charts;

namespace TweetStream.Web.Page;

/// <summary>A window as the same PNG that the counter draws. One is drawn at a time, and the newest is drawn once, however many ask.</summary>
internal sealed class WindowPicture(PageOptions options, ShownWindows windows, OlderWindows older, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private ChartRenderer? _renderer;
    private (ShownWindow Window, ChartStyle Style, byte[] Png)? _last;

    public void Map(WebApplication app) =>
        app.MapGet("/window.png", AnswerAsync)
            .WithSummary("A window as a picture; the newest where no end is given.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png");

    public void Dispose()
    {
        _one.Dispose();
        _renderer?.Dispose();
    }

    private async Task<IResult> AnswerAsync(CancellationToken cancellationToken, string? end = null, string? style = null)
    {
        if (!Times.TryRead(end, out var ends))
            return Refusals.BadValue("end", end, Times.Allowed);
        if (!Enum.TryParse<ChartStyle>(style ?? "default", ignoreCase: true, out var look) || !Enum.IsDefined(look))
            return Refusals.BadValue("style", style, "default or seaborn");
        if ((ends is { } instant ? windows.ResultEnding(instant) ?? await OlderAsync(instant, cancellationToken) : windows.Newest) is not { } window)
            return Refusals.NotFound(ends is null ? "No window has been shown yet." : $"No window that is kept ends at {end}.");
        return TypedResults.Bytes(await DrawAsync(window, look, cancellationToken), "image/png");
    }

    private async Task<ShownWindow?> OlderAsync(DateTimeOffset end, CancellationToken cancellationToken) =>
        await older.EndingAsync(end, cancellationToken) is { } snapshot ? new(0, snapshot, end) : null;

    private async Task<byte[]> DrawAsync(ShownWindow window, ChartStyle style, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && last.Window == window && last.Style == style)
                return last.Png;
            _renderer ??= new();
            var chart = new ChartOptions { Style = style, Source = options.Source, Noun = options.Noun, Notice = window.Snapshot.Notice };
            var png = _renderer.Render(window.Snapshot, chart, time.GetUtcNow());
            _last = (window, style, png);
            return png;
        }
        finally
        {
            _one.Release();
        }
    }
}
