using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using DuckDB.NET.Data;

namespace TweetStream.EndToEnd.Tests;

/// <summary>What a relay archived, exported by <c>export</c> and read by somebody else.</summary>
public sealed class ExportTests : IDisposable
{
    private const int Posts = 400_000;
    private readonly Folder _folder = new();

    [Fact]
    public async Task An_export_that_is_killed_or_stopped_leaves_whole_files_and_the_next_one_makes_it_good()
    {
        Archive(Posts);
        using (var killed = Tweetstream.Start(_folder, "export", "--archive", "posts", "--to", "out"))
        {
            await killed.SaysAsync("Exporting posts from offset 0 on");
            killed.Kill();
        }

        using (var stopped = Tweetstream.Start(_folder, "export", "--archive", "posts", "--to", "out"))
        {
            await stopped.SaysAsync("Exporting posts from offset");
            stopped.Signal(PosixSignal.SIGINT);
            Assert.Equal(0, await stopped.ExitAsync());
        }

        Assert.Equal(["export.json", "lock"], Directory.GetFiles(_folder.File("out/.export")).Select(path => Path.GetFileName(path)).Order());
        var ended = await Tweetstream.RunAsync(_folder, "", "export", "--archive", "posts", "--to", "out");
        Assert.True(ended.ExitCode == 0, ended.Errors);
        Assert.Equal((Posts, Posts, 2), Count("out"));
    }

    [Fact]
    public async Task Posts_and_counts_say_the_same_as_a_question()
    {
        Archive(5_000);
        foreach (var arguments in (string[][])[["batch", "--archive", "posts"], ["export", "--archive", "posts", "--to", "out"], ["export", "counts", "--archive", "posts", "--to", "counts"]])
            Assert.Equal(0, (await Tweetstream.RunAsync(_folder, "", arguments)).ExitCode);
        var query = await Tweetstream.RunAsync(_folder, "", "query", "--archive", "posts", "--top", "3", "--output", "csv");
        var expected = query.Lines.Skip(1).Select(line => line.Split(',')).Select(row => $"{row[5]} {row[7]}").ToList();
        Assert.Equal(3, expected.Count);
        Assert.Equal(expected, Sql("SELECT '#' || tag || ' ' || count(*) FROM (SELECT unnest(tags) AS tag FROM 'out/*/*.parquet') GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 3"));
        Assert.Equal(expected, Sql("SELECT '#' || tag || ' ' || sum(count) FROM 'counts/*/*.parquet' WHERE tag IS NOT NULL GROUP BY tag ORDER BY sum(count) DESC, tag LIMIT 3"));
    }

    [Theory]
    [InlineData("--to is missing; give the folder that the files are to be in")]
    [InlineData("--from: 'soon' is no day; allowed are a UTC day, such as 2026-01-31", "--to", "out", "--from", "soon")]
    [InlineData("is 2026-02-01, which is after --until 2026-01-31", "--to", "out", "--from", "2026-02-01", "--until", "2026-01-31")]
    [InlineData("what: 'views' is not allowed; allowed are posts, counts", "views", "--to", "out")]
    public async Task What_cannot_be_exported_is_told_with_the_option_and_the_value(string expected, params string[] arguments)
    {
        var export = await Tweetstream.RunAsync(_folder, "", ["export", "--archive", "posts", .. arguments]);
        Assert.Equal((2, ""), (export.ExitCode, export.Output));
        Assert.Contains(expected, export.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public async Task Without_an_archive_there_is_an_error_and_no_folder()
    {
        var export = await Tweetstream.RunAsync(_folder, "", "export", "--archive", "nothing", "--to", "out");
        Assert.Equal(1, export.ExitCode);
        Assert.Contains("there is no archive in", export.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    public void Dispose() => _folder.Dispose();

    // Two days of posts in two segments, as a relay writes them.
    private void Archive(int posts)
    {
        Directory.CreateDirectory(_folder.File("posts"));
        _folder.Write("posts/archive.json", """{"id":"0123456789abcdef0123456789abcdef","format":1}""");
        for (var first = 0; first < posts; first += posts / 2)
        {
            var segment = new StringBuilder();
            for (var offset = first; offset < first + (posts / 2); offset++)
            {
                var time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(offset * 172_800L / posts);
                segment.Append(CultureInfo.InvariantCulture, $$"""{"offset":{{offset}},"created_at":"{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}","text":"#All and #n{{offset % 11}} of #日本{{offset % 5}}"}""").Append('\n');
            }

            _folder.Write(string.Create(CultureInfo.InvariantCulture, $"posts/{first:D20}.ndjson"), segment.ToString());
        }
    }

    private (int Rows, int Offsets, int Days) Count(string export)
    {
        var row = Sql($"SELECT count(*) || ' ' || count(DISTINCT \"offset\") || ' ' || count(DISTINCT day) FROM read_parquet('{export}/*/*.parquet', hive_partitioning = true)").Single().Split(' ');
        return (int.Parse(row[0], CultureInfo.InvariantCulture), int.Parse(row[1], CultureInfo.InvariantCulture), int.Parse(row[2], CultureInfo.InvariantCulture));
    }

    private List<string> Sql(string sql)
    {
        using var database = new DuckDBConnection("Data Source=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"SET file_search_path = '{_folder.Path}'";
        command.ExecuteNonQuery();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
