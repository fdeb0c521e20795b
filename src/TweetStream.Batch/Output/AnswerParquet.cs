using System.Text;
using DuckDB.NET.Data;
using TweetStream.Batch.Queries;
using TweetStream.Trends;

namespace TweetStream.Batch.Output;

/// <summary>An answer as a Parquet file, with the columns of its CSV: times with their zone, numbers as whole numbers, what nobody knows null.</summary>
public static class AnswerParquet
{
    private const string Course = "start TIMESTAMPTZ, posts BIGINT, count BIGINT";
    private const string Ranks = "start TIMESTAMPTZ, \"end\" TIMESTAMPTZ, posts BIGINT, tags BIGINT, late BIGINT, tag VARCHAR, display VARCHAR, count BIGINT, missed BIGINT";

    /// <param name="path">Of the file, which is replaced.</param>
    /// <param name="answer">What it holds.</param>
    /// <param name="isCourse">Whether the course of a tag was asked for.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, Answer answer, bool isCourse)
    {
        var snapshot = AnswerSnapshot.Of(answer);
        using var database = ScratchDatabase.Open(threads: 1);
        try
        {
            database.Execute($"CREATE TABLE answer ({(isCourse ? Course : snapshot?.Rank == Rank.Rising ? Ranks + ", score DOUBLE" : Ranks)})");
            using (var appender = database.CreateAppender("answer"))
            {
                if (isCourse)
                    AddCourse(appender, answer);
                else if (snapshot is not null)
                    AddRanks(appender, snapshot);
            }

            database.Execute($"COPY answer TO {ScratchDatabase.Quoted(path)} (FORMAT parquet, COMPRESSION zstd)");
        }
        catch (DuckDBException failure)
        {
            throw new IOException($"cannot write {path}: {failure.Message.Split('\n')[0]}", failure);
        }
    }

    private static void AddCourse(DuckDBAppender appender, Answer answer)
    {
        foreach (var step in answer.Course)
            appender.CreateRow().AppendValue(step.Start).AppendValue(step.Posts).AppendValue(step.Count).EndRow();
    }

    private static void AddRanks(DuckDBAppender appender, Snapshot snapshot)
    {
        foreach (var trend in snapshot.Top)
        {
            var row = appender.CreateRow().AppendValue(snapshot.Start).AppendValue(snapshot.End).AppendValue(snapshot.Posts).AppendValue(snapshot.Tags).AppendValue(snapshot.Stream.Late);
            // As bytes: a text would end at a NUL.
            row.AppendValue(Encoding.UTF8.GetBytes(trend.Tag)).AppendValue(Encoding.UTF8.GetBytes(trend.Display)).AppendValue(trend.Count).AppendValue(snapshot.Gap?.Posts);
            if (snapshot.Rank == Rank.Rising)
                row.AppendValue(trend.Score);
            row.EndRow();
        }
    }
}
