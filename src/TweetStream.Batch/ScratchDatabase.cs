using System.Globalization;
using DuckDB.NET.Data;

namespace TweetStream.Batch;

/// <summary>A DuckDB in memory, which goes to temporary files when it grows beyond memory. Owns how one is opened and asked; its tables are others'.</summary>
internal static class ScratchDatabase
{
    private const long Mebibyte = 1024 * 1024, LeastMemory = 256 * Mebibyte, MostMemory = 4096 * Mebibyte;

    /// <param name="threads">How many may work; null for as many as there are processors.</param>
    /// <param name="memory">So many MiB it may take before it goes on in temporary files; null for a quarter of what this process may have.</param>
    public static DuckDBConnection Open(int? threads = null, long? memory = null)
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        // Nothing is fetched from the network, whatever a query needs.
        connection.Execute("SET autoinstall_known_extensions = false");
        connection.Execute("SET autoload_known_extensions = false");
        connection.Execute($"SET temp_directory = {Quoted(Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"tweetstream-{Environment.ProcessId}")))}");
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"SET memory_limit = '{memory ?? DefaultMemory()}MiB'"));
        if (threads is not null)
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"SET threads = {threads}"));
        return connection;
    }

    /// <summary>A text as SQL writes it.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <exception cref="OperationCanceledException">It was stopped in its middle.</exception>
    public static void Execute(this DuckDBConnection connection, string sql, CancellationToken stop = default)
    {
        using var command = connection.Command(sql);
        using var interrupt = stop.Register(command.Cancel);
        try
        {
            command.ExecuteNonQuery();
        }
        catch (DuckDBException stopped) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stopped.Message, stopped, stop);
        }
    }

    // By itself it would take four fifths of the machine, and know nothing of the limit of a container.
    private static long DefaultMemory() => Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, LeastMemory, MostMemory) / Mebibyte;

    // Statements are made of numbers, of names of files and of a tag, the last two quoted.
    private static DuckDBCommand Command(this DuckDBConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
