using System.Globalization;
using DuckDB.NET.Data;
using TweetStream.Archive;

namespace TweetStream.Benchmarks.BatchLayer;

/// <summary>
/// The same counts in plain SQL, by a DuckDB in a process of its own: tags by a regular expression, lower case instead of
/// folding, no spellings, and one level of buckets where ours has four. Leaves out what counting takes care of: URLs, what
/// may stand before a sign, tags that a network delivers.
/// </summary>
internal static class DuckDbContender
{
    public const string Command = "batch-by-duckdb";

    /// <param name="archive">The folder of the archive, of which all segments but the last are read.</param>
    /// <param name="counts">The Parquet file to write.</param>
    public static int Run(string archive, string counts)
    {
        using var database = new DuckDBConnection("Data Source=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"SET temp_directory = '{counts}.temp'";
        command.ExecuteNonQuery();
        var segments = string.Join(", ", ArchiveFolder.Segments(archive).SkipLast(1).Select(segment => $"'{segment.Path}'"));
        command.CommandText = $$"""
            COPY (
              SELECT tag, epoch_ms(created_at) // 10000 * 10000 AS bucket, count(*) AS count
              FROM (
                SELECT created_at, unnest(list_distinct(list_transform(regexp_extract_all(text, '#([\p{L}\p{M}\p{N}_]+)', 1), lambda tag: lower(tag)))) AS tag
                FROM read_json([{{segments}}], format = 'newline_delimited', columns = {created_at: 'TIMESTAMP', text: 'VARCHAR'}))
              GROUP BY ALL ORDER BY tag, bucket
            ) TO '{{counts}}' (FORMAT parquet, COMPRESSION zstd)
            """;
        command.ExecuteNonQuery();
        return 0;
    }

    /// <summary>The sum of all counts in Parquet files.</summary>
    public static long SumOf(string files)
    {
        using var database = new DuckDBConnection("Data Source=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"SELECT sum(count)::BIGINT FROM '{files}' WHERE tag IS NOT NULL";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
