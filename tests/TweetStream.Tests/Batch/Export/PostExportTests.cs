using System.Globalization;
using System.Security.Cryptography;
using CsCheck;
using TweetStream.Batch.Export;
using TweetStream.Tests.Archive;

namespace TweetStream.Tests.Batch.Export;

public sealed class PostExportTests : IDisposable
{
    private const long Day = 86_400_000;
    private readonly ExportedArchive _export = new();

    private CountedArchive Counted => _export.Counted;

    [Fact]
    public void A_post_has_all_its_fields_and_the_tags_under_which_it_counts()
    {
        _export.AppendLine("""
            "id":"7","source":"bluesky","created_at":"2026-01-31T23:59:59.999Z","received_at":"2026-02-01T00:00:00.123Z","lang":"de","author":"me","cursor":"c7","text":"#Ünï and #B, #ünÏ again"
            """);
        _export.Posts();
        Assert.Equal(["day=2026-01-31/00000000000000000000-00000000000000000001.parquet"], _export.Files);
        Assert.Equal(
            ["0 7 bluesky 1769903999999 1769904000123 1769903999999 de me c7 [ünï, b] [Ünï, B] #Ünï and #B, #ünÏ again 2026-01-31"],
            _export.Sql("\"offset\", id, source, epoch_ms(created_at), epoch_ms(received_at), epoch_ms(counted_at), lang, author, cursor, tags, spellings, text, day"));
        Assert.Equal(
            ["TIMESTAMP WITH TIME ZONE TIMESTAMP WITH TIME ZONE VARCHAR[] BIGINT"],
            _export.Sql("typeof(created_at), typeof(received_at), typeof(tags), typeof(\"offset\")"));
    }

    [Fact]
    public void What_a_post_has_not_is_null_and_its_tags_are_none()
    {
        _export.AppendLine("\"received_at\":\"2026-01-31T00:00:00Z\",\"text\":\"\"");
        _export.Posts();
        Assert.Equal(["true true true true true true 0 0 true"], _export.Sql("id IS NULL, source IS NULL, created_at IS NULL, lang IS NULL, author IS NULL, cursor IS NULL, len(tags), len(spellings), text = ''"));
    }

    [Fact]
    public void Tags_that_a_network_delivers_may_hold_anything()
    {
        _export.AppendLine("\"received_at\":\"2026-01-31T00:00:00Z\",\"text\":\"t\",\"tags\":[\"a\\u0000b\",\"c\\u001fd\",\"\\u001be\",\"f\\u001b1\\u001f\"]");
        _export.Posts();
        Assert.Equal(["4 61 00 62|63 1F 64|1B 65|66 1B 31 1F"], _export.Sql("len(spellings), array_to_string(list_transform(spellings, lambda tag: trim(regexp_replace(hex(tag), '(..)', '\\1 ', 'g'))), '|')"));
    }

    [Fact]
    public void A_day_is_that_of_the_time_at_which_a_post_counts()
    {
        _export.AppendLine("\"created_at\":\"2100-01-01T00:00:00Z\",\"received_at\":\"2026-01-31T00:00:00Z\",\"text\":\"stamped ahead\"");
        _export.AppendLine("\"created_at\":\"1969-12-31T23:59:59Z\",\"received_at\":\"2026-01-31T00:00:00Z\",\"text\":\"old\"");
        _export.AppendLine("\"text\":\"no time\"");
        _export.Posts();
        Assert.Equal(
            ["1969-12-31 old", "2026-01-31 stamped ahead", "no time"],
            _export.Sql("day, text", "ORDER BY day NULLS LAST"));
        Assert.Contains("day=__HIVE_DEFAULT_PARTITION__/00000000000000000002-00000000000000000003.parquet", _export.Files);
    }

    [Fact]
    public void A_run_goes_on_where_the_one_before_ended_within_a_segment_too()
    {
        Counted.AppendSeconds("a", 0, 10);
        _export.Posts();
        var before = _export.Files;
        _export.Posts();
        Assert.Equal(before, _export.Files);
        Counted.AppendSeconds("b", 10, 13);
        _export.Posts();
        Assert.Equal([.. before, "day=1970-01-01/00000000000000000010-00000000000000000013.parquet"], _export.Files);
        Check();
    }

    [Fact]
    public void A_few_late_posts_of_another_day_wait_for_more()
    {
        for (var post = 0; post < 60; post++)
            Counted.Append(new NaivePost(post % 6 == 5 ? 0 : (Day * 20) + post, Day * 21, ["a"]));
        _export.Posts(most: 10);
        // One in six: each file of the others would have brought one of a post or two.
        Assert.Equal(4, _export.Files.Count(file => file.StartsWith("day=1970-01-01", StringComparison.Ordinal)));
        Assert.InRange(_export.Files.Length, 9, 12);
        Check();
    }

    [Fact]
    public void Posts_that_wait_may_hold_letters_of_any_script()
    {
        for (var post = 0; post < 60; post++)
            Counted.Append(new NaivePost(post % 6 == 5 ? 0 : Day * 20, null, ["größe"]));
        _export.Posts(most: 10);
        Assert.Equal(["60"], _export.Sql("count(*)", "WHERE text = '#größe'"));
        Check();
    }

    [Fact]
    public void Long_posts_are_written_before_they_are_enough_for_a_file()
    {
        Counted.AppendSeconds("a", 0, 10);
        _export.Posts(most: 100, enough: 50, bytes: 10);
        Assert.Equal(4, _export.Files.Length);
        Check();
    }

    [Fact]
    public void Posts_of_very_many_days_are_written_all_the_same()
    {
        for (var post = 0; post < 50; post++)
            Counted.Append(new NaivePost(Day * post, null, ["a"]));
        var waiting = new List<int>();
        _export.Posts(most: 10, done: step => waiting.Add(step == "committed" ? _export.Files.Length : 0));
        Assert.Equal([10, 20, 30, 40, 50], waiting.Where(files => files > 0).Distinct());
        Check();
    }

    [Fact]
    public void A_crash_at_any_step_leaves_whole_files_and_the_next_run_makes_it_good()
    {
        var steps = 0;
        for (var crash = 1; steps == 0; crash++)
        {
            Assert.True(crash < 200, "it never came through");
            for (var post = 0; post < 8; post++)
                Counted.Append(new NaivePost(Day * (post % 3), null, [$"t{crash}"]));
            var left = crash;
            try
            {
                _export.Posts(done: _ => Assert.True(--left > 0, "crash"));
                steps = crash;
            }
            catch (Xunit.Sdk.TrueException)
            {
                if (_export.Files.Length > 0)
                    Assert.Equal(["0"], _export.Sql("count(*) - count(DISTINCT \"offset\")"));
            }
        }

        Assert.True(steps > 5, "too few steps to crash at");
        Check();
    }

    [Fact]
    public void The_same_archive_gives_the_same_bytes()
    {
        for (var post = 0; post < 40; post++)
            Counted.Append(new NaivePost(Day * (post % 5), null, [$"t{post % 7}", "Same"]));
        _export.Posts();
        var before = Hashes();
        Directory.Delete(_export.To, recursive: true);
        _export.Posts();
        Assert.Equal(before, Hashes());
    }

    [Fact]
    public void Only_the_days_wanted_are_exported()
    {
        for (var day = 0; day < 6; day++)
            Counted.Append(new NaivePost(Day * day, null, ["a"]));
        _export.AppendLine("\"text\":\"no time\"");
        var days = (ExportOptions options) => options with { From = new(1970, 1, 3), Until = new(1970, 1, 5) };
        _export.Posts(vary: days);
        Assert.Equal(["1970-01-03", "1970-01-04"], _export.Sql("day", "ORDER BY day"));
        Counted.Append(new NaivePost((Day * 4) - 1, null, ["late"]));
        _export.Posts(vary: days);
        Assert.Equal(["1970-01-03 1", "1970-01-04 2"], _export.Sql("day, count(*)", "GROUP BY day ORDER BY day"));
        Assert.Contains("of the days from 1970-01-03 until 1970-01-05, not of all days", Refusal(() => _export.Posts()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_leaves_no_half_file()
    {
        Counted.AppendSeconds("a", 0, 40);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => _export.Posts(done: _ => stop.Cancel(), stop: stop.Token));
        Assert.Equal(["export.json", "lock"], Directory.GetFiles(Path.Combine(_export.To, ".export")).Select(path => Path.GetFileName(path)).Order());
        Assert.Single(_export.Files);
        _export.Posts();
        Check();
    }

    [Fact]
    public void What_a_killed_run_left_half_done_is_removed_and_foreign_files_are_not()
    {
        Counted.AppendSeconds("a", 0, 10);
        _export.Posts();
        var folder = Path.Combine(_export.To, "day=1970-01-01");
        foreach (var leftover in new[] { "00000000000000000010-00000000000000000012.parquet", $".{Guid.NewGuid():N}.tmp", "mine.csv" })
            File.WriteAllText(Path.Combine(folder, leftover), "half");
        _export.Posts();
        Assert.Equal(["mine.csv"], Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Where(name => !name.EndsWith(".parquet", StringComparison.Ordinal)));
        Check();
    }

    [Fact]
    public void A_folder_that_holds_something_else_is_refused()
    {
        Directory.CreateDirectory(_export.To);
        File.WriteAllText(Path.Combine(_export.To, "thesis.txt"), "mine");
        Assert.Equal($"{_export.To} is no export, and not empty: there is thesis.txt in it; give an empty or a new folder", Refusal(() => _export.Posts()));
        Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(_export.To).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void An_export_of_something_else_is_refused()
    {
        Counted.AppendSeconds("a", 0, 3);
        _export.Posts();
        Assert.Contains("holds an export of posts, not of counts", Refusal(() => _export.Counts()), StringComparison.Ordinal);
        using var other = new RunningArchive();
        Assert.Contains($"of archive {Counted.Archive.Writer.Id}, and this is archive {other.Writer.Id}", Refusal(() => _export.Posts(vary: options => options with { Archive = other.Options.Folder })), StringComparison.Ordinal);
        var manifest = Path.Combine(_export.To, ".export", "export.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"tokeniser\": 1", "\"tokeniser\": 0", StringComparison.Ordinal));
        Assert.Contains("by another version (format 1, tokeniser 0; this one has 1 and 1)", Refusal(() => _export.Posts()), StringComparison.Ordinal);
        File.WriteAllText(manifest, "{");
        Assert.Contains("export.json is damaged", Refusal(() => _export.Posts()), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_exports_to_one_folder_at_once_are_refused()
    {
        Counted.AppendSeconds("a", 0, 3);
        string? refusal = null;
        _export.Posts(done: _ => refusal ??= Refusal(() => _export.Posts()));
        Assert.Contains("another tweetstream export is at work on", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_ends_before_what_was_exported_is_refused()
    {
        Counted.AppendSeconds("a", 0, 30);
        _export.Posts();
        Counted.Archive.Writer.Dispose();
        File.Delete(Counted.Archive.SegmentPath(Counted.Archive.Segments.Length - 1));
        Assert.Contains("restored from an older copy", Refusal(() => _export.Posts()), StringComparison.Ordinal);
        Counted.Archive.Open();
    }

    [Fact]
    public void Posts_that_the_archive_forgot_before_they_were_exported_are_told_and_those_exported_stay()
    {
        using var export = new ExportedArchive(retain: TimeSpan.FromDays(1));
        export.Counted.AppendSeconds("a", 0, 3);
        export.Posts();
        export.Counted.AppendSeconds("a", 3, 20);
        export.Counted.Archive.Later(TimeSpan.FromDays(3));
        export.Counted.AppendSeconds("a", 20, 30);
        using var log = new LogLines();
        export.Posts(log: log);
        Assert.Contains("posts between the offsets 3 and 30 are no longer in the archive", Assert.Single(log.Warnings), StringComparison.Ordinal);
        Assert.Equal(["0", "1", "2"], export.Sql("\"offset\"", "ORDER BY \"offset\"").Take(3));
        Assert.Equal("29", export.Sql("\"offset\"", "ORDER BY \"offset\"")[^1]);
    }

    [Fact]
    public void Whatever_is_appended_and_exported_and_when_each_post_is_in_one_file() =>
        Gen.Select(Gen.Select(Gen.Long[-3, 3], Gen.Long[-1, 1], (day, by) => (day * Day) + by).Array[1, 9].Array[1, 8], Gen.Int[1, 9], Gen.Int[1, 6], Gen.Int[0, 12]).Sample(
            (batches, most, enough, crash) =>
            {
                using var export = new ExportedArchive();
                foreach (var times in batches)
                {
                    export.Counted.Append([.. times.Select(time => new NaivePost(time, null, ["A", "b"]))]);
                    try
                    {
                        export.Posts(most, enough, done: _ => Assert.True(--crash != 0));
                    }
                    catch (Xunit.Sdk.TrueException)
                    {
                        // The next run makes it good.
                    }
                }

                export.Posts(most, enough);
                Check(export);
            },
            iter: 25,
            threads: 1);

    public void Dispose() => _export.Dispose();

    private void Check() => Check(_export);

    private static void Check(ExportedArchive export) => Assert.Equal(
        export.Counted.Posts.Select(post => string.Create(CultureInfo.InvariantCulture, $"{post.Key} {DateTime.UnixEpoch.AddMilliseconds(post.Value.Time):yyyy-MM-dd} [{string.Join(", ", post.Value.Tags)}]")),
        export.Sql("\"offset\", day, spellings", "ORDER BY \"offset\""));

    private static string Refusal(Action export) => Assert.Throws<ExportException>(export).Message;

    private string[] Hashes() => [.. _export.Files.Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(_export.To, file))))}")];
}
