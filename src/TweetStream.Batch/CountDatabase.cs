using System.Globalization;
using DuckDB.NET.Data;
using TweetStream.Batch.Folding;

namespace TweetStream.Batch;

/// <summary>
/// A DuckDB in memory with one table of counts, which goes to temporary files when it grows beyond memory. Owns the table's
/// shape, which is that of a view, too.
/// </summary>
internal sealed class CountDatabase : IDisposable
{
    private const string Table = "CREATE TABLE counted (tag VARCHAR, spelling VARCHAR, bucket BIGINT, count BIGINT, first BIGINT)";
    private readonly DuckDBConnection _connection = new("Data Source=:memory:");

    private CountDatabase()
    {
    }

    /// <param name="threads">How many may work; null for as many as there are processors.</param>
    public static CountDatabase Open(int? threads = null)
    {
        var database = new CountDatabase();
        database._connection.Open();
        // Nothing is fetched from the network, whatever a query needs.
        database.Execute("SET autoinstall_known_extensions = false");
        database.Execute("SET autoload_known_extensions = false");
        database.Execute($"SET temp_directory = {Quoted(Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"tweetstream-{Environment.ProcessId}")))}");
        if (threads is not null)
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"SET threads = {threads}"));
        database.Execute(Table);
        return database;
    }

    /// <summary>A text as SQL writes it.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public void Append(IEnumerable<CountRow> rows)
    {
        using var appender = _connection.CreateAppender("counted");
        foreach (var (tag, spelling, bucket, count, first) in rows)
        {
            var row = appender.CreateRow();
            // As bytes: a text would end at a NUL, which a tag that a network delivers may hold.
            _ = tag is null ? row.AppendNullValue() : row.AppendValue(tag);
            _ = spelling is null ? row.AppendNullValue() : row.AppendValue(spelling);
            row.AppendValue(bucket).AppendValue(count).AppendValue(first).EndRow();
        }
    }

    public void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    public IEnumerable<T> Read<T>(string sql, Func<DuckDBDataReader, T> row)
    {
        using var command = Command(sql);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return row(reader);
    }

    public void Dispose() => _connection.Dispose();

    // Statements are made of numbers, of names of files and of a tag, the last two quoted.
    private DuckDBCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
