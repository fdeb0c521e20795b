using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using TweetStream.Trends;

namespace TweetStream.Web.Page;

/// <summary>The windows as JSON and CSV, for the page and for programs.</summary>
internal sealed class WindowApi(PageOptions options, ShownWindows windows, OlderWindows older, TimeProvider time)
{
    /// <summary>The header that says, in a sentence, why windows are missing in an answer.</summary>
    internal const string Notice = "Tweetstream-Notice";

    private const int MostAtOnce = 1000;

    public void Map(WebApplication app)
    {
        app.MapGet("/api/state", State).WithSummary("What holds for every window of this run.");
        app.MapGet("/api/window", Newest).WithSummary("The newest window, as everything that looks shows it.");
        app.MapGet("/api/windows", Results).WithSummary("Closed windows that hold a post, oldest first; of more than limit the newest, with since the oldest.");
        app.MapGet("/api/windows.csv", Csv).WithSummary("The same, all that are kept, as CSV with a row a tag.").Produces(StatusCodes.Status200OK, contentType: "text/csv");
        app.MapGet("/api/tags/{tag}", Series).WithSummary("How one tag fared in the windows that are kept.");
    }

    private StateView State() => new(
        options.Source, options.Noun, options.Window.TotalSeconds, options.Slide.TotalSeconds,
        SnapshotJson.Iso(windows.Started), SnapshotJson.Iso(time.GetUtcNow()), options.History.TotalSeconds, older.AreServed, options.Links);

    private Results<Ok<WindowView>, ProblemHttpResult> Newest() =>
        windows.Newest is { } newest ? TypedResults.Ok(newest.View)
            : Refusals.NotFound("No window has been shown yet.");

    private async Task<Results<Ok<IEnumerable<WindowView>>, ProblemHttpResult>> Results(
        HttpResponse response,
        [Description("Only windows that end after this instant, such as 2026-01-01T12:00:00Z.")] string? since = null,
        [Description("Only windows that end before this instant.")] string? before = null,
        [Description("How many, from 1 to 1000; 100 where nothing is said.")] string? limit = null,
        CancellationToken gone = default)
    {
        if (!Times.TryRead(since, out var first))
            return Refusals.BadValue("since", since, Times.Allowed);
        if (!Times.TryRead(before, out var end))
            return Refusals.BadValue("before", before, Times.Allowed);
        var most = 100;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > MostAtOnce))
            return Refusals.BadValue("limit", limit, "a whole number from 1 to 1000");
        var kept = windows.Results(first, end, most).Select(window => window.View).ToList();
        var oldest = windows.Oldest?.Snapshot.End;
        // Only who looks back is to wait for another service.
        if (!older.AreServed || (first is null ? end is null || kept.Count == most : first >= oldest))
            return TypedResults.Ok<IEnumerable<WindowView>>(kept);
        var (past, notice) = await older.GetAsync(first, end < oldest ? end : oldest ?? end, first is null ? most - kept.Count : most, gone);
        if (notice is not null)
            response.Headers[Notice] = string.Concat(notice.Select(letter => char.IsAscii(letter) && !char.IsControl(letter) ? letter : '?'));
        return TypedResults.Ok(past.Concat(kept).Take(most));
    }

    private PushStreamHttpResult Csv() => TypedResults.Stream(WriteCsvAsync, "text/csv; charset=utf-8", "trends.csv");

    private async Task WriteCsvAsync(Stream output)
    {
        await using var writer = new StreamWriter(output);
        await writer.WriteAsync(SnapshotCsv.Header(windows.Newest?.Snapshot.Rank ?? Rank.Count));
        foreach (var window in windows.Results())
        {
            var rows = new StringWriter();
            SnapshotCsv.Write(rows, window.Snapshot);
            await writer.WriteAsync(rows.ToString());
        }
    }

    private Results<Ok<SeriesView>, ProblemHttpResult> Series([Description("In any case, with or without its #.")] string tag) =>
        SeriesView.Of(tag, windows.Results()) is { } series ? TypedResults.Ok(series)
            : Refusals.NotFound($"No window that is kept ranks '{tag}'.");
}
