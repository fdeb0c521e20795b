using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using TweetStream.Batch.Output;
using TweetStream.Batch.Queries;
using TweetStream.Trends;
using TweetStream.Web.Page;

namespace TweetStream.Batch.Serving;

/// <summary>An answer as the body of one: what <c>query --output</c> writes.</summary>
internal static class AnswerBody
{
    public static IResult Json(Answer answer, bool isCourse)
    {
        using var body = new MemoryStream();
        AnswerJson.Write(body, answer, isCourse);
        return TypedResults.Bytes(body.ToArray(), "application/json; charset=utf-8");
    }

    /// <summary>Windows as the page's API has them; how late each was shown is not known any more.</summary>
    public static IResult Json(IReadOnlyList<Snapshot> windows) => TypedResults.Ok(windows.Select(window => WindowView.Of(window, at: null)));

    public static IResult Csv(IReadOnlyList<Snapshot> windows)
    {
        using var body = new StringWriter();
        body.Write(SnapshotCsv.Header(Rank.Count));
        foreach (var window in windows)
            SnapshotCsv.Write(body, window);
        return Csv(body, "trends.csv");
    }

    public static IResult Csv(Answer answer, bool isCourse)
    {
        using var body = new StringWriter();
        AnswerText.WriteCsv(body, answer, isCourse, clean: null);
        return Csv(body, "answer.csv");
    }

    private static FileContentHttpResult Csv(StringWriter body, string name) => TypedResults.Bytes(Encoding.UTF8.GetBytes(body.ToString()), "text/csv; charset=utf-8", name);
}
