using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using TweetStream.Batch.Queries;
using TweetStream.Batch.Views;

namespace TweetStream.Batch.Export;

/// <summary>
/// From the counts of views and archive to a file for each day, which takes the place of the one before. Owns the columns, and that
/// a file is not replaced by one that says less: posts that were counted once may be in neither views nor archive any more.
/// </summary>
internal sealed class CountExport(ExportOptions options, ExportFolder folder, ILogger logger)
{
    private const string Name = "counts.parquet";

    /// <summary>For tests: called with the name of each step that is done.</summary>
    internal Action<string>? Done { get; init; }

    public void Run(CancellationToken stop)
    {
        var question = new Question { Archive = options.Archive, Views = options.Views, From = ExportDay.StartOf(options.From), To = ExportDay.StartOf(options.Until), Coarsest = Level.TenSeconds };
        var (written, kept) = new Query(question).Count((database, _, answer) => Write(database, answer, stop), stop);
        logger.LogCountsExported(written, kept);
    }

    private (int Written, int Kept) Write(CountDatabase database, Answer answer, CancellationToken stop)
    {
        database.Combine();
        database.Execute($"CREATE TEMP TABLE counts AS FROM {CountDatabase.Counted}");
        try
        {
            return WriteDays(database, answer, stop);
        }
        catch (DuckDBException failure)
        {
            // No failure of the views, which would be asked again.
            throw ExportException.Of(options, failure);
        }
    }

    private (int Written, int Kept) WriteDays(CountDatabase database, Answer answer, CancellationToken stop)
    {
        if (answer.Notice is { } notice)
            logger.LogNotice(notice);
        if (answer.Missing > 0)
            logger.LogNotCounted(answer.Missing);
        var days = database.Read($"SELECT DISTINCT ({CountDatabase.Floor("bucket", ExportDay.Length)}) // {ExportDay.Length} AS day FROM counts ORDER BY day", row => new ExportDay(row.GetInt64(0))).ToList();
        var kept = 0;
        foreach (var day in days)
        {
            stop.ThrowIfCancellationRequested();
            database.Execute($"CREATE OR REPLACE TEMP TABLE day AS {CountsOf(day)}");
            if (SaysLess(day, database))
            {
                kept++;
                logger.LogKept(day.Folder);
                continue;
            }

            folder.Put(day, Name, path => database.Execute($"COPY day TO {CountDatabase.Quoted(path)} (FORMAT parquet, COMPRESSION zstd)"));
            Done?.Invoke("written");
            logger.LogDay(day.Folder);
        }

        folder.Commit(folder.Manifest with { From = options.From, Until = options.Until, Offset = answer.Until });
        return (days.Count - kept, kept);
    }

    // Ten seconds whose posts have no tags have a row of their own, so that no post is missing from the sum of all.
    private static string CountsOf(ExportDay day)
    {
        var within = CountDatabase.Within(day.Stretch);
        return $"""
            WITH posts AS (SELECT bucket, sum(count)::BIGINT AS posts FROM counts WHERE tag IS NULL{within} GROUP BY bucket),
            spelt AS (SELECT tag, spelling, bucket, sum(count)::BIGINT AS count, min(first) AS first FROM counts WHERE tag IS NOT NULL{within} GROUP BY tag, spelling, bucket)
            SELECT tag, spelling, to_timestamp(bucket / 1000) AS start, coalesce(count, 0) AS count, posts, first
            FROM posts LEFT JOIN spelt USING (bucket) ORDER BY tag NULLS FIRST, start, spelling
            """;
    }

    // Counts only grow, and the first post of a spelling is never another, unless posts are gone.
    private bool SaysLess(ExportDay day, CountDatabase database)
    {
        var before = folder.PathOf(day, Name);
        return File.Exists(before) && database.Read(
            $"""
            SELECT count(*) FROM read_parquet({CountDatabase.Quoted(before)}, hive_partitioning = false) AS before
            WHERE count > 0 AND NOT EXISTS (SELECT 1 FROM day WHERE day.tag = before.tag AND day.spelling = before.spelling AND day.start = before.start AND day.count >= before.count AND day.first <= before.first)
               OR NOT EXISTS (SELECT 1 FROM day WHERE day.start = before.start AND day.posts >= before.posts)
            """,
            row => row.GetInt64(0)).Single() > 0;
    }
}
