using System.Globalization;
using DuckDB.NET.Data;
using TweetStream.Batch.Folding;

namespace TweetStream.Batch;

/// <summary>
/// A DuckDB in memory with one table of counts, which goes to temporary files when it grows beyond memory, and with the
/// files of views, and further tables, that are asked together with it. Owns the shape of all, which is the same. Not for
/// use by two threads at once: each takes a <see cref="Fork"/>.
/// </summary>
internal sealed class CountDatabase : IDisposable
{
    /// <summary>The table of the rows that were appended.</summary>
    public const string Appended = "appended";

    /// <summary>Those rows and the ones of the files, from which answers are made.</summary>
    public const string Counted = "counted";

    private const string Columns = "tag, spelling, bucket, count, first, late";
    private const string Types = "(tag VARCHAR, spelling VARCHAR, bucket BIGINT, count BIGINT, first BIGINT, late BIGINT)";
    private const string Temporary = "temp", Shared = "memory", Schema = "main";
    private readonly DuckDBConnection _connection;
    private readonly CancellationToken _stop;
    private readonly List<string> _sources = [$"SELECT {Columns} FROM {Appended}"];
    private CancellationTokenRegistration _interruption;
    private DuckDBTransaction? _state;
    private DuckDBCommand? _running;

    private CountDatabase(DuckDBConnection connection, CancellationToken stop) => (_connection, _stop) = (connection, stop);

    /// <param name="threads">How many may work; null for as many as there are processors.</param>
    /// <param name="memory">So many MiB it may take before it goes on in temporary files; null for a quarter of what this process may have.</param>
    public static CountDatabase Open(int? threads = null, long? memory = null)
    {
        var database = new CountDatabase(ScratchDatabase.Open(threads, memory), CancellationToken.None);
        database.Clear();
        return database;
    }

    /// <summary>
    /// The shared tables as they are now, whatever becomes of them, with a table, sources and an answer of its own. For
    /// another thread.
    /// </summary>
    /// <param name="stop">Ends what is executed there.</param>
    public CountDatabase Fork(CancellationToken stop)
    {
        var fork = new CountDatabase(_connection.Duplicate(), stop);
        try
        {
            fork._connection.Open();
            fork._state = fork._connection.BeginTransaction();
            // What a transaction sees is settled when it looks for the first time.
            _ = fork.Read("SELECT count(*) FROM duckdb_tables()", row => row.GetInt64(0)).Single();
            fork.Clear();
            fork._interruption = stop.Register(() => Volatile.Read(ref fork._running)?.Cancel());
            return fork;
        }
        catch
        {
            fork.Dispose();
            throw;
        }
    }

    /// <summary>That a row counts the posts, as SQL. No row of a tag has such a number, which the statistics of a file tell, and of nulls they do not.</summary>
    public const string IsOfPosts = "late >= 0";

    /// <summary>A text as SQL writes it.</summary>
    public static string Quoted(string text) => ScratchDatabase.Quoted(text);

    /// <summary>Parquet files as SQL reads them; beside their columns, <c>filename</c> is the path that was given.</summary>
    public static string Files(IEnumerable<string> paths) => $"read_parquet([{string.Join(", ", paths.Select(Quoted))}])";

    /// <summary>The start of the bucket of so many ms that a time is in, as SQL; before 1970, too.</summary>
    public static string Floor(string time, long bucket) => string.Create(CultureInfo.InvariantCulture, $"{time} - (({time} % {bucket}) + {bucket}) % {bucket}");

    /// <summary>That a bucket begins in a stretch of time, as SQL that begins with AND; nothing where it has no limits.</summary>
    public static string Within(Stretch stretch)
    {
        var from = stretch.From == long.MinValue ? "" : string.Create(CultureInfo.InvariantCulture, $" AND bucket >= {stretch.From}");
        var to = stretch.To == long.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $" AND bucket < {stretch.To}");
        return from + to;
    }

    /// <summary>Makes the table anew, with nothing in it and nothing beside it.</summary>
    public void Clear()
    {
        Execute($"CREATE OR REPLACE TEMP TABLE {Appended} {Types}");
        _sources.RemoveRange(1, _sources.Count - 1);
    }

    /// <summary>Makes a further table, which all forks see that are made after it.</summary>
    public void Share(string table) => Execute($"CREATE TABLE {Shared}.{Schema}.{table} {Types}");

    /// <summary>Adds the rows of such a table up that differ only in what was appended when.</summary>
    public void Compact(string table)
    {
        Execute($"CREATE TABLE {Shared}.{Schema}.compacted AS SELECT tag, spelling, bucket, sum(count)::BIGINT AS count, min(first) AS first, sum(late)::BIGINT AS late FROM {Shared}.{Schema}.{table} GROUP BY ALL");
        Drop(table);
        Execute($"ALTER TABLE {Shared}.{Schema}.compacted RENAME TO {table}");
    }

    public void Drop(string table) => Execute($"DROP TABLE {Shared}.{Schema}.{table}");

    /// <summary>Adds the rows of the table up in buckets of so many ms, which are whole buckets of those that it has.</summary>
    public void RollUp(long bucket) => Execute(
        $"CREATE OR REPLACE TEMP TABLE {Appended} AS SELECT tag, spelling, {Floor("bucket", bucket)} AS bucket, sum(count)::BIGINT AS count, min(first) AS first, sum(late)::BIGINT AS late FROM {Appended} GROUP BY ALL");

    /// <summary>Puts rows of Parquet files beside those of the table. They are read when an answer is made.</summary>
    /// <param name="paths">Of the files.</param>
    /// <param name="where">Which rows, in SQL.</param>
    /// <param name="from">A bucket that begins before it is told as one that begins then, because nothing in it is older; the smallest number for none.</param>
    public void AddFiles(IEnumerable<string> paths, string where, long from)
    {
        var columns = from == long.MinValue ? Columns : Columns.Replace("bucket", string.Create(CultureInfo.InvariantCulture, $"greatest(bucket, {from}) AS bucket"), StringComparison.Ordinal);
        _sources.Add($"SELECT {columns} FROM {Files(paths)} WHERE {where}");
    }

    /// <summary>Puts rows of a shared table beside those of the own one.</summary>
    public void AddShared(string table, string where) =>
        _sources.Add($"SELECT {Columns} FROM {Shared}.{Schema}.{table} WHERE {where}");

    /// <summary>Makes <see cref="Counted"/> of all that was put beside the table.</summary>
    public void Combine() => Execute($"CREATE OR REPLACE TEMP VIEW {Counted} AS {string.Join(" UNION ALL ", _sources)}");

    /// <param name="rows">Go into the own table.</param>
    public void Append(IEnumerable<CountRow> rows) => Append(rows, Temporary, Appended);

    /// <param name="rows">Go into a shared one.</param>
    /// <param name="table">Its name.</param>
    public void Append(IEnumerable<CountRow> rows, string table) => Append(rows, Shared, table);

    /// <exception cref="OperationCanceledException">It was to stop.</exception>
    public void Execute(string sql)
    {
        using var command = Command(sql);
        _ = Run(command, command.ExecuteNonQuery);
    }

    /// <exception cref="OperationCanceledException">It was to stop.</exception>
    public IEnumerable<T> Read<T>(string sql, Func<DuckDBDataReader, T> row)
    {
        using var command = Command(sql);
        using var reader = Run(command, command.ExecuteReader);
        while (Run(command, reader.Read))
            yield return row(reader);
    }

    public void Dispose()
    {
        _interruption.Dispose();
        _state?.Dispose();
        _connection.Dispose();
    }

    private void Append(IEnumerable<CountRow> rows, string database, string table)
    {
        using var appender = _connection.CreateAppender(database, Schema, table);
        foreach (var (tag, spelling, bucket, count, first, late) in rows)
        {
            var row = appender.CreateRow();
            // As bytes: a text would end at a NUL, which a tag that a network delivers may hold.
            _ = tag is null ? row.AppendNullValue() : row.AppendValue(tag);
            _ = spelling is null ? row.AppendNullValue() : row.AppendValue(spelling);
            row.AppendValue(bucket).AppendValue(count).AppendValue(first).AppendValue(late).EndRow();
        }
    }

    // Statements are made of numbers, of names of tables and files and of a tag, the last two quoted.
    private DuckDBCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private T Run<T>(DuckDBCommand command, Func<T> act)
    {
        Volatile.Write(ref _running, command);
        try
        {
            _stop.ThrowIfCancellationRequested();
            return act();
        }
        catch (DuckDBException interrupted) when (_stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(interrupted.Message, interrupted, _stop);
        }
        finally
        {
            Volatile.Write(ref _running, null);
        }
    }
}
