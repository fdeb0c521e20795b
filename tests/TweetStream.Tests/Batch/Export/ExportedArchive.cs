using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TweetStream.Batch.Export;
using TweetStream.Tests.Relay;

namespace TweetStream.Tests.Batch.Export;

/// <summary>An archive with its exports, read back by plain SQL.</summary>
internal sealed class ExportedArchive : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ExportedArchive(TimeSpan? retain = null) => Counted = new(retain: retain);

    public CountedArchive Counted { get; }

    public string To => _folder.Path("export");

    public ExportOptions Options => new() { Archive = Counted.Archive.Options.Folder, Views = Counted.Views, To = To };

    /// <summary>Names of the exported files, with their days.</summary>
    public string[] Files => [.. Directory.GetFiles(To, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(To, path)).Where(path => path.StartsWith("day=", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Exports posts, in files of at most so many and of about so many bytes of texts and tags.</summary>
    public void Posts(int most = 7, int enough = 3, long bytes = long.MaxValue, Action<string>? done = null, ILogger? log = null, Func<ExportOptions, ExportOptions>? vary = null, CancellationToken stop = default)
    {
        var options = vary?.Invoke(Options) ?? Options;
        log ??= NullLogger.Instance;
        new ExportRun(options, Counted.Archive.Time, log)
        {
            Posts = folder => new(options, folder, Counted.Archive.Time, log) { MostRows = most, EnoughRows = enough, MostBytes = bytes, Done = done },
        }.Run(stop);
    }

    public void Counts(Action<string>? done = null, ILogger? log = null, Func<ExportOptions, ExportOptions>? vary = null)
    {
        var options = Options with { What = ExportKind.Counts };
        new ExportRun(vary?.Invoke(options) ?? options, Counted.Archive.Time, log ?? NullLogger.Instance) { Done = done }.Run(CancellationToken.None);
    }

    /// <summary>Appends a line as it is, and no post of the list.</summary>
    public void AppendLine(string members)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{{\"offset\":{Counted.Archive.Writer.Next},{members}}}\n");
        Counted.Archive.Writer.Append(Encoding.UTF8.GetBytes(line), 1);
    }

    /// <summary>What SQL finds in all files, a text a row with a blank between two columns.</summary>
    public List<string> Sql(string select, string rest = "", string with = "", string from = "exported")
    {
        using var database = new DuckDBConnection("Data Source=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"""
            WITH exported AS (FROM read_parquet('{To}/day=*/*.parquet', hive_partitioning = true, hive_types_autocast = false)){with}
            SELECT concat_ws(' ', {select}) FROM {from} {rest}
            """;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }

    public void Dispose()
    {
        Counted.Dispose();
        _folder.Dispose();
    }
}
