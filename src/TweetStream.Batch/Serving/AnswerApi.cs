using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TweetStream.Batch.Queries;
using TweetStream.Trends;
using TweetStream.Web;
using TweetStream.Web.Page;

namespace TweetStream.Batch.Serving;

/// <summary>What <c>query</c> answers, over HTTP: the same questions in the same words, and the same JSON and CSV.</summary>
internal sealed class AnswerApi(ServeOptions options, AnswerService answers, TimeProvider time) : IHttpPart
{
    private const string From = "The first instant asked for: ISO 8601, or so long ago, such as 1h or 7d; the beginning where nothing is said.";
    private const string To = "The first instant no longer asked for: the same, or now; the end where nothing is said.";
    private const string Name = "In any spelling, with or without its #.";
    private const string Steps = "The steps: minute, hour or day, in UTC; hour where nothing is said.";
    private const string Most = "How many tags to rank, 10 where nothing is said; 0 is all.";
    private const string Ranks = "What ranks a tag: count, or rising, which is how far that is above what the times of the same length before had, and needs from and to.";
    private const string Since = "Only windows that end after this instant.";
    private const string Before = "Only windows that end before this instant.";
    private const string Limit = "How many, from 1 to 1000; 100 where nothing is said.";
    private const string Size = "Size of a window: whole ten seconds; 20s where nothing is said.";
    private const string Slide = "Distance between the starts of two windows: whole ten seconds; 10s where nothing is said.";
    private const string MostOfWindow = "How many tags to rank in each, from 1 to 50; 10 where nothing is said.";
    private const string Json = "application/json", Csv = "text/csv";

    public void AddTo(IServiceCollection services) => services.AddApi("What trended between two instants: batch views and what the archive holds since, counted together.");

    public void Map(WebApplication app)
    {
        Describe(app.MapGet("/api/trends", Trends), "The tags used most between two instants, or those that rose.", Json);
        Describe(app.MapGet("/api/trends.csv", TrendsAsCsv), "The same as CSV.", Csv);
        Describe(app.MapGet("/api/tags/{tag}", Course), "The course of one tag: each step in which there are posts.", Json);
        Describe(app.MapGet("/api/tags/{tag}.csv", CourseAsCsv), "The same as CSV.", Csv);
        Describe(app.MapGet("/api/windows", Windows).Produces<IEnumerable<WindowView>>(), "Closed windows that hold a post, oldest first; of more than limit the newest, with since the oldest.", null);
        Describe(app.MapGet("/api/windows.csv", WindowsAsCsv), "The same as CSV with a row a tag.", Csv);
        Describe(app.MapGet("/api/state", State).Produces<StateView>(), "What is answered from now.", null);
        app.MapApi();
    }

    private static void Describe(RouteHandlerBuilder route, string summary, string? type)
    {
        route.WithSummary(summary).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        if (type is not null)
            route.Produces(StatusCodes.Status200OK, contentType: type);
    }

    private Task<IResult> Trends(
        [Description(From)] string? from = null, [Description(To)] string? to = null, [Description(Most)] string? top = null, [Description(Ranks)] string? rank = null, CancellationToken gone = default) =>
        AnswerAsync(Ranked(from, to, top, rank), AnswerBody.Json, gone);

    private Task<IResult> TrendsAsCsv(
        [Description(From)] string? from = null, [Description(To)] string? to = null, [Description(Most)] string? top = null, [Description(Ranks)] string? rank = null, CancellationToken gone = default) =>
        AnswerAsync(Ranked(from, to, top, rank), AnswerBody.Csv, gone);

    private Task<IResult> Course([Description(Name)] string tag, [Description(From)] string? from = null, [Description(To)] string? to = null, [Description(Steps)] string? by = null, CancellationToken gone = default) =>
        AnswerAsync(OfTag(tag, from, to, by), AnswerBody.Json, gone);

    private Task<IResult> CourseAsCsv([Description(Name)] string tag, [Description(From)] string? from = null, [Description(To)] string? to = null, [Description(Steps)] string? by = null, CancellationToken gone = default) =>
        AnswerAsync(OfTag(tag, from, to, by), AnswerBody.Csv, gone);

    private Task<IResult> Windows(
        [Description(Since)] string? since = null, [Description(Before)] string? before = null, [Description(Limit)] string? limit = null, [Description(Size)] string? window = null,
        [Description(Slide)] string? slide = null, [Description(MostOfWindow)] string? top = null, CancellationToken gone = default) =>
        AnswerAsync(Windowed(since, before, limit, window, slide, top), AnswerBody.Json, gone);

    private Task<IResult> WindowsAsCsv(
        [Description(Since)] string? since = null, [Description(Before)] string? before = null, [Description(Limit)] string? limit = null, [Description(Size)] string? window = null,
        [Description(Slide)] string? slide = null, [Description(MostOfWindow)] string? top = null, CancellationToken gone = default) =>
        AnswerAsync(Windowed(since, before, limit, window, slide, top), AnswerBody.Csv, gone);

    private Task<IResult> State(CancellationToken gone) =>
        Served.AnswerAsync(answers, (tail, stop) => TypedResults.Ok(StateView.Of(tail.ReadOn(stop))), gone);

    private Asked Ranked(string? from, string? to, string? top, string? rank) => new Asked(options, time.GetUtcNow()).Between(from, to).Top(top).Rank(rank);

    private Asked OfTag(string tag, string? from, string? to, string? by) => new Asked(options, time.GetUtcNow()).Between(from, to).Tag(tag).By(by);

    private AskedWindows Windowed(string? since, string? before, string? limit, string? window, string? slide, string? top) =>
        new AskedWindows(options, time.GetUtcNow()).Between(since, before).Limit(limit).Windows(window, slide).Top(top);

    private Task<IResult> AnswerAsync(AskedWindows asked, Func<IReadOnlyList<Snapshot>, IResult> body, CancellationToken gone) => asked.Refusal is { } refusal
        ? Task.FromResult<IResult>(refusal)
        : Served.AnswerAsync(answers, (tail, stop) => body(new PastWindows(asked.Question, tail).Answer(stop)), gone);

    private Task<IResult> AnswerAsync(Asked asked, Func<Answer, bool, IResult> body, CancellationToken gone) => asked.Refusal is { } refusal
        ? Task.FromResult<IResult>(refusal)
        : Served.AnswerAsync(answers, (tail, stop) => body(new Query(asked.Question, tail).Answer(stop), asked.Question.Tag is not null), gone);
}
