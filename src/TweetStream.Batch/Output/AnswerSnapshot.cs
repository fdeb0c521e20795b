using TweetStream.Batch.Queries;
using TweetStream.Charts;
using TweetStream.Trends;

namespace TweetStream.Batch.Output;

/// <summary>An answer as the snapshot of one long window, which every form of a snapshot can show.</summary>
public static class AnswerSnapshot
{
    /// <summary>Null where there is neither a time asked for nor a post.</summary>
    public static Snapshot? Of(Answer answer) => answer is { From: { } from, To: { } to } && from < to
        ? new() { Start = from, End = to, Slide = to - from, Posts = answer.Posts, Tags = answer.Tags, Rank = answer.Rank, Top = answer.Top, Notice = answer.Missing > 0 ? "posts are missing" : null }
        : null;

    /// <summary>Draws it.</summary>
    /// <param name="path">Of the PNG, which is replaced.</param>
    /// <param name="answer">What it shows.</param>
    /// <param name="now">When it is drawn.</param>
    /// <exception cref="IOException">It cannot be written, or there is nothing to draw.</exception>
    public static void Draw(string path, Answer answer, DateTimeOffset now)
    {
        var snapshot = Of(answer) ?? throw new ViewsException("there is nothing to draw: the archive holds no post, and no time was asked for");
        using var renderer = new ChartRenderer();
        ChartFile.Write(path, renderer.Render(snapshot, new() { Source = "archive" }, now));
    }
}
