using System.Globalization;
using TweetStream.Batch.Queries;
using TweetStream.Trends;

namespace TweetStream.Batch.Output;

/// <summary>An answer as a table or as CSV, and what is to be said of it beside: data and words about it, apart.</summary>
public static class AnswerText
{
    /// <summary>A line a tag, after its rank and its score where it has one, or a step; with the tag at the end, so that no script can break the columns.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="answer">What it shows.</param>
    /// <param name="clean">Makes a tag fit for a terminal.</param>
    public static void WriteTable(TextWriter output, Answer answer, Func<string, string> clean)
    {
        for (var rank = 0; rank < answer.Top.Count; rank++)
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{rank + 1,4}{(answer.Rank == Rank.Rising ? Score(answer.Top[rank]) : "")}  {answer.Top[rank].Count,12:N0}  {clean(answer.Top[rank].Display)}\n"));
        foreach (var step in answer.Course)
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{SnapshotJson.Iso(step.Start)}  {step.Count,12:N0} of {step.Posts,12:N0} posts\n"));
    }

    /// <summary>The rows of a snapshot's CSV, or <c>start,posts,count</c> for the course of a tag.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="answer">What it holds.</param>
    /// <param name="isCourse">Whether the course of a tag was asked for.</param>
    /// <param name="clean">Makes a tag fit for who reads it; null where every text is.</param>
    public static void WriteCsv(TextWriter output, Answer answer, bool isCourse, Func<string, string>? clean)
    {
        output.Write(isCourse ? "start,posts,count\n" : SnapshotCsv.Header(answer.Rank));
        if (AnswerSnapshot.Of(answer) is { } snapshot && !isCourse)
            SnapshotCsv.Write(output, snapshot, clean);
        foreach (var step in answer.Course)
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{SnapshotJson.Iso(step.Start)},{step.Posts},{step.Count}\n"));
    }

    private static string Score(Trend trend) => string.Create(CultureInfo.InvariantCulture, $"{(trend.Score is { } score ? SnapshotJson.Rounded(score) : null),10:0.00}");

    /// <summary>Lines that say what the numbers are made of, and what is not in them.</summary>
    public static IEnumerable<string> Remarks(Answer answer)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{(answer is { From: { } from, To: { } to } ? $"{SnapshotJson.Iso(from)} to {SnapshotJson.Iso(to)}" : "No time")}: {answer.Posts:N0} posts, {answer.Tags:N0} tags; views up to offset {answer.ViewsUntil?.ToString(CultureInfo.InvariantCulture) ?? "-"}, the archive up to {answer.Until}");
        if (answer.Posts == 0)
            yield return "There are no posts between these times";
        if (answer.Late > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"Of these posts, {(answer.IsLateExact ? "" : "at least ")}{answer.Late:N0} came late: a live window had closed without them");
        else if (!answer.IsLateExact && answer.Posts > 0)
            yield return "Whether some of these posts came late is not known: the posts before them are gone";
        if (answer.Notice is { } notice)
            yield return notice[..1].ToUpperInvariant() + notice[1..];
        if (answer.Missing > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"Of all times, {answer.Missing:N0} posts are neither in a view nor in the archive");
        if (answer.Untimed + answer.Unreadable > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"Of all times, {answer.Untimed:N0} posts have no time and {answer.Unreadable:N0} lines hold no post: they are not counted");
    }
}
