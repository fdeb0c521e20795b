using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using TweetStream.EndToEnd.Tests.Packaging;

namespace TweetStream.EndToEnd.Tests.Samples;

/// <summary>The samples that read what <c>export</c> wrote, with the recording of the demo.</summary>
[Collection(Built.OneAtATime)]
public sealed partial class ExportSampleTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_questions_in_SQL_are_answered_as_query_answers_them()
    {
        await ExportAsync();
        var answers = Statement().Split(await File.ReadAllTextAsync(OtherProgram.Sample("export-duckdb/questions.sql"))).Where(sql => sql.Length > 0).Select(Ask).ToList();
        Assert.Equal(5, answers.Count);
        Assert.Contains("2026", answers[0].Single(), StringComparison.Ordinal);
        Assert.Contains(" 3646 ", answers[0].Single(), StringComparison.Ordinal);
        Assert.Equal(await TopAsync(display: false), answers[1]);
        Assert.Equal(await TopAsync(display: true), answers[2]);
        Assert.Equal(10, answers[3].Count);
        Assert.Equal("01/01/2026 12:00:00 ニュース 462 3646", answers[4].Single());
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_program_without_DuckDB_reads_the_same_tags()
    {
        await ExportAsync();
        using var program = OtherProgram.Start(_folder, null, OtherProgram.DotNet, "run", OtherProgram.Sample("export-dotnet/tags.cs"), "--", "posts.parquet", "10");
        var ended = await program.EndAsync(patience: OtherProgram.BuildPatience);
        Assert.True(ended.ExitCode == 0, ended.Errors + ended.Output);
        Assert.Equal($"2026-01-01  3646 posts: {string.Join(", ", await TopAsync(display: false))}", ended.Lines.Single());
    }

    private async Task ExportAsync()
    {
        foreach (var arguments in (string[][])[
            ["relay", "--source", $"replay:{OtherProgram.Sample("demo.jsonl.gz")}", "--rate", "max", "--wait-for-clients", "0", "--listen", "127.0.0.1:0", "--archive", "posts"],
            ["export", "--archive", "posts", "--to", "posts.parquet"],
            ["export", "counts", "--archive", "posts", "--to", "counts.parquet"]])
        {
            var ended = await Tweetstream.RunAsync(_folder, "", arguments);
            Assert.True(ended.ExitCode == 0, ended.Errors);
        }
    }

    private async Task<IEnumerable<string>> TopAsync(bool display)
    {
        var query = await Tweetstream.RunAsync(_folder, "", "query", "--archive", "posts", "--output", "csv");
        var rows = query.Lines.Skip(1).Select(line => line.Split(',')).Select(row => $"{row[display ? 6 : 5]} {row[7]}").ToList();
        Assert.Equal(10, rows.Count);
        return rows;
    }

    private List<string> Ask(string sql)
    {
        using var database = new DuckDBConnection("Data Source=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        // Where the command is run that the README gives.
        command.CommandText = $"SET file_search_path = '{_folder.Path}'; SET TimeZone = 'UTC'";
        command.ExecuteNonQuery();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(column => FormattableString.Invariant($"{reader.GetValue(column)}"))));
        return rows;
    }

    [GeneratedRegex(@"(?:^|;)\s*(?:--.*\s*)*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Statement();
}
