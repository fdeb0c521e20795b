using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using TweetStream.Archive;

namespace TweetStream.EndToEnd.Tests;

/// <summary>What a relay archived, counted by <c>batch</c> and asked by <c>query</c>, beside a count that knows nothing of the product.</summary>
public sealed class BatchTests : IDisposable
{
    private const int Posts = 3_000;
    private readonly Folder _folder = new();

    private string Archive => _folder.File("posts");

    [Fact]
    public async Task What_a_relay_archived_is_answered_as_a_plain_count_has_it()
    {
        await RelayAsync();
        Split(parts: 4);
        var batch = await Tweetstream.RunAsync(_folder, "", "batch", "--archive", "posts");
        Assert.True(batch.ExitCode == 0, batch.Errors);
        Assert.Contains("in 3 views, of which 3 were made now", batch.Errors, StringComparison.Ordinal);
        await CheckAsync("2026-01-01T12:00:00Z", "2026-01-01T12:10:00Z");
        await CheckAsync("2026-01-01T12:00:03.456Z", "2026-01-01T12:04:32.109Z");
        await CheckAsync("2026-01-01T12:01:01Z", "2026-01-01T12:01:02Z");
    }

    [Fact]
    public async Task A_batch_that_is_killed_at_any_time_leaves_a_right_answer()
    {
        await RelayAsync();
        Split(parts: 30);
        for (var kill = 0; kill < 6; kill++)
        {
            using var batch = Tweetstream.Start(_folder, ["batch", "--archive", "posts", .. kill % 2 == 0 ? (string[])["--rebuild"] : []]);
            await batch.SaysAsync(kill % 2 == 0 ? $"({1 + (kill * 5)} of 29 segments)" : "in force");
            batch.Kill();
            await CheckAsync("2026-01-01T12:00:03.456Z", "2026-01-01T12:04:32.109Z");
        }
    }

    [SkippableFact]
    public async Task A_full_disk_below_the_views_ends_the_run_with_a_word_and_no_answer_is_wrong()
    {
        await RelayAsync();
        Split(parts: 8);
        var disk = Directory.CreateDirectory(_folder.File("posts.views")).FullName;
        Shell.RunOrSkip("mount", "-t", "tmpfs", "-o", "size=64k", "tweetstream-test", disk);
        try
        {
            var batch = await Tweetstream.RunAsync(_folder, "", "batch", "--archive", "posts");
            Assert.Equal(1, batch.ExitCode);
            Assert.Matches("cannot be written|No space left", batch.Errors);
            Assert.DoesNotContain("unexpected", batch.Errors, StringComparison.Ordinal);
            await CheckAsync("2026-01-01T12:00:03.456Z", "2026-01-01T12:04:32.109Z");
        }
        finally
        {
            _ = Shell.Run("umount", "-l", disk);
        }
    }

    [Fact]
    public async Task A_second_batch_is_refused_and_a_stop_is_a_normal_end()
    {
        await RelayAsync();
        Split(parts: 2);
        using var batch = Tweetstream.Start(_folder, "batch", "--archive", "posts", "--views", "views", "--every", "1h");
        await batch.SaysAsync("Views in force");
        batch.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await batch.ExitAsync());
        await using var held = new FileStream(_folder.File("views/lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var second = await Tweetstream.RunAsync(_folder, "", "batch", "--archive", "posts", "--views", "views");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("another tweetstream batch is at work on the views in views", second.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_many_that_fails_is_told_and_ends_nothing()
    {
        using var batch = Tweetstream.Start(_folder, "batch", "--archive", "posts", "--every", "100ms");
        await batch.SaysAsync("This run failed, and the views before it stay in force: there is no archive in");
        await RelayAsync();
        Split(parts: 2);
        await batch.SaysAsync("in 1 views");
        batch.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await batch.ExitAsync());
    }

    [Theory]
    [InlineData("--from: 'yesterday' is no time; allowed are ISO 8601", "--from", "yesterday")]
    [InlineData("is 2026-01-02T00:00:00.000Z, which is after --to 2026-01-01T00:00:00.000Z", "--from", "2026-01-02", "--to", "2026-01-01")]
    [InlineData("--tag: '#' is no tag", "--tag", "#")]
    [InlineData("--by: 'day' goes only with --tag", "--by", "day")]
    [InlineData("--output: 'none' is not allowed; allowed are table, json, csv, parquet", "--output", "none")]
    public async Task What_cannot_be_asked_is_told_with_the_option_and_the_value(string expected, params string[] arguments)
    {
        var query = await Tweetstream.RunAsync(_folder, "", ["query", "--archive", "posts", .. arguments]);
        Assert.Equal((2, ""), (query.ExitCode, query.Output));
        Assert.Contains(expected, query.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_archive_there_is_an_error_and_no_answer()
    {
        var query = await Tweetstream.RunAsync(_folder, "", "query", "--archive", "nothing");
        Assert.Equal((1, ""), (query.ExitCode, query.Output));
        Assert.Contains("there is no archive in", query.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ranks_are_drawn_and_told_as_a_table()
    {
        await RelayAsync();
        var query = await Tweetstream.RunAsync(_folder, "", "query", "--archive", "posts", "--top", "1", "--plot", "top.png");
        Assert.True(query.ExitCode == 0, query.Errors);
        Assert.Equal("   1         1,500  #Even\n", query.Output);
        Assert.Contains("there are no views", query.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await File.ReadAllBytesAsync(_folder.File("top.png")))[..4]);
    }

    [Theory]
    [InlineData]
    [InlineData("--tag", "even", "--by", "minute")]
    public async Task An_answer_as_Parquet_holds_what_its_CSV_holds(params string[] question)
    {
        await RelayAsync();
        string[] arguments = ["query", "--archive", "posts", "--top", "0", .. question];
        var csv = await Tweetstream.RunAsync(_folder, "", [.. arguments, "--output", "csv", "--output-file", "answer.csv"]);
        var parquet = await Tweetstream.RunAsync(_folder, "", [.. arguments, "--output", "parquet", "--output-file", "answer.parquet"]);
        Assert.Equal((0, "", 0, ""), (csv.ExitCode, csv.Output, parquet.ExitCode, parquet.Output));
        var expected = await File.ReadAllLinesAsync(_folder.File("answer.csv"));
        Assert.True(expected.Length > 3, csv.Errors);
        // Binary through a pipe, too.
        var piped = await Bash.RunAsync(_folder, $"{Bash.Program} {string.Join(' ', arguments)} --output parquet 2> /dev/null | cat > piped.parquet");
        Assert.Equal(0, piped.ExitCode);
        foreach (var file in new[] { "answer.parquet", "piped.parquet" })
            Assert.Equal(expected, Csv(_folder.File(file)));
    }

    [SkippableFact]
    public async Task Parquet_is_refused_where_it_would_go_to_a_terminal_and_a_bad_file_before_anything_is_counted()
    {
        Shell.RunOrSkip("sh", "-c", "command -v script > /dev/null");
        var terminal = await OtherProgram.RunAsync(_folder, "", "script", "-qec", $"{Bash.Program} query --archive posts --output parquet", "/dev/null");
        Assert.Equal(2, terminal.ExitCode);
        Assert.Contains("--output: 'parquet' is nothing for a terminal; give --output-file FILE", terminal.Output, StringComparison.Ordinal);
        var file = await Tweetstream.RunAsync(_folder, "", "query", "--archive", "posts", "--output-file", "missing/answer.json");
        Assert.Equal(1, file.ExitCode);
        Assert.Contains("cannot write missing/answer.json: the folder", file.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // As the product writes its own: times in UTC, what nobody knows as nothing.
    private static List<string> Csv(string parquet)
    {
        using var database = new DuckDBConnection("Data Source=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = $"SET TimeZone = 'UTC'; SELECT * FROM '{parquet}'";
        using var reader = command.ExecuteReader();
        var lines = new List<string> { string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)) };
        while (reader.Read())
            lines.Add(string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column) is DateTime time ? FormattableString.Invariant($"{time:yyyy-MM-ddTHH:mm:ss.fffZ}") : FormattableString.Invariant($"{reader.GetValue(column)}"))));
        return lines;
    }

    // Five minutes of posts, some of them late.
    private async Task RelayAsync()
    {
        var recording = new StringBuilder();
        for (var i = 0; i < Posts; i++)
        {
            var time = new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc).AddMilliseconds((i * 100) - (i % 7 == 0 ? 25_000 : 0) + 25_000);
            var text = $"#{(i % 2 == 0 ? "Even" : i % 3 == 0 ? "three" : "Three")} #n{i % 11} and #日本{i % 5}";
            recording.Append(CultureInfo.InvariantCulture, $$"""{"created_at":"{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}","text":"{{text}}"}""").Append('\n');
        }

        _folder.Write("posts.jsonl", recording.ToString());
        var relay = await Tweetstream.RunAsync(_folder, "", "relay", "--source", "replay:posts.jsonl", "--rate", "max", "--wait-for-clients", "0", "--listen", "127.0.0.1:0", "--archive", "posts");
        Assert.True(relay.ExitCode == 0, relay.Errors);
        Assert.Equal(Posts, Archived.Lines(Archive).Count);
    }

    // As an archive is that filled many segments, without the gigabytes.
    private void Split(int parts)
    {
        var segment = ArchiveFolder.Segments(Archive).Single();
        var lines = Archived.Lines(Archive);
        File.Delete(segment.Path);
        foreach (var part in lines.Select((line, offset) => (line, offset)).Chunk((lines.Count + parts - 1) / parts))
            File.WriteAllText(Path.Combine(Archive, $"{part[0].offset:D20}.ndjson"), string.Concat(part.Select(line => line.line + "\n")));
    }

    private async Task CheckAsync(string from, string to)
    {
        var query = await Tweetstream.RunAsync(_folder, "", "query", "--archive", "posts", "--from", from, "--to", to, "--top", "0", "--output", "json");
        Assert.True(query.ExitCode == 0, query.Errors);
        var answer = JsonNode.Parse(query.Output)!;
        var posts = Archived.Posts(Archive).Where(post => In((string)post["created_at"]!)).ToList();
        var expected = posts
            .SelectMany(post => ((string)post["text"]!).Split(' ').Where(word => word[0] == '#').Select(word => word.ToLowerInvariant()))
            .CountBy(tag => tag).OrderByDescending(tag => tag.Value).ThenBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key} {tag.Value}");
        Assert.Equal(posts.Count, (int)answer["posts"]!);
        Assert.NotEmpty(posts);
        Assert.Equal(expected, answer["top"]!.AsArray().Select(tag => $"{(string)tag!["tag"]!} {(int)tag["count"]!}"));

        bool In(string created) => Time(created) >= Time(from) && Time(created) < Time(to);
        static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }
}
