using System.Globalization;
using CsCheck;

namespace TweetStream.Tests.Batch.Export;

public sealed class CountExportTests : IDisposable
{
    private const long Day = 86_400_000;
    private readonly ExportedArchive _export = new();

    private CountedArchive Counted => _export.Counted;

    [Fact]
    public void There_is_a_row_for_each_spelling_of_a_tag_in_ten_seconds_and_one_for_posts_without_tags()
    {
        Counted.Append(new(0, null, ["One", "b"]), new(9_999, null, ["one"]), new(5_000, null, ["One"]), new(Day - 1, null, []));
        _export.Counts();
        Assert.Equal(["day=1970-01-01/counts.parquet"], _export.Files);
        Assert.Equal(
            ["1970-01-01 23:59:50 0 1 -", "1970-01-01 00:00:00 b b 1 3 0", "1970-01-01 00:00:00 one One 2 3 0", "1970-01-01 00:00:00 one one 1 3 1"],
            _export.Sql("day, strftime(make_timestamp(epoch_us(start)), '%H:%M:%S'), tag, spelling, count, posts, coalesce(first::VARCHAR, '-')"));
        Assert.Equal("TIMESTAMP WITH TIME ZONE BIGINT BIGINT", _export.Sql("typeof(start), typeof(count), typeof(posts)")[0]);
    }

    [Fact]
    public void Counts_of_views_and_archive_are_those_of_a_question()
    {
        for (var post = 0; post < 90; post++)
            Counted.Append(new NaivePost(post * 4_000_000, null, [$"t{post % 4}", post % 3 == 0 ? "Both" : "both"]));
        Counted.Batch();
        for (var post = 0; post < 30; post++)
            Counted.Append(new NaivePost(post * 4_100_000, null, ["late", "Both"]));
        _export.Counts();
        Check();
    }

    [Fact]
    public void A_run_replaces_the_files_of_the_days_that_it_is_asked_for()
    {
        for (var day = 0; day < 4; day++)
            Counted.Append(new NaivePost(Day * day, null, ["a"]));
        _export.Counts();
        for (var day = 0; day < 4; day++)
            Counted.Append(new NaivePost(Day * day, null, ["a"]));
        _export.Counts(vary: options => options with { From = new(1970, 1, 2), Until = new(1970, 1, 4) });
        Assert.Equal(["1970-01-01 1", "1970-01-02 2", "1970-01-03 2", "1970-01-04 1"], _export.Sql("day, count", "ORDER BY day"));
        _export.Counts();
        Check();
    }

    [Fact]
    public void A_crash_at_any_step_leaves_whole_files()
    {
        for (var crash = 1; crash < 6; crash++)
        {
            for (var day = 0; day < 4; day++)
                Counted.Append(new NaivePost(Day * day, null, ["a"]));
            var left = crash;
            Record.Exception(() => _export.Counts(done: _ => Assert.True(--left > 0, "crash")));
            Assert.Equal("1970-01-01 " + crash.ToString(CultureInfo.InvariantCulture), _export.Sql("day, sum(count)", "GROUP BY day ORDER BY day")[0]);
        }

        Check();
    }

    [Fact]
    public void Counts_of_posts_that_are_gone_stay_as_they_were_exported()
    {
        using var export = new ExportedArchive(retain: TimeSpan.FromDays(1));
        export.Counted.AppendSeconds("a", 0, 15);
        export.Counts();
        export.Counted.Archive.Later(TimeSpan.FromDays(3));
        export.Counted.AppendSeconds("a", 15, 30);
        export.Counted.Append(new NaivePost(Day, null, ["b"]));
        using var log = new LogLines();
        export.Counts(log: log);
        Assert.Contains(log.Warnings, warning => warning.Contains("The counts of day=1970-01-01 stay as they were exported", StringComparison.Ordinal));
        Assert.Equal(["1970-01-01 a 15", "1970-01-02 b 1"], export.Sql("day, tag, sum(count)", "GROUP BY day, tag ORDER BY day"));
    }

    [Fact]
    public void Whatever_is_appended_and_counted_and_when_the_counts_are_those_of_brute_force() =>
        Gen.Select(Gen.Select(Gen.Long[-2, 2], Gen.Long[-20_000, 20_000], Gen.Int[0, 3], (day, by, tags) => new NaivePost((day * Day) + by, null, new[] { "A", "a", "b" }[..tags])).Array[1, 8].Array[1, 6], Gen.Int[0, 5]).Sample(
            (batches, batchAt) =>
            {
                using var export = new ExportedArchive();
                for (var batch = 0; batch < batches.Length; batch++)
                {
                    export.Counted.Append(batches[batch]);
                    if (batch == batchAt)
                        export.Counted.Batch();
                    export.Counts();
                    Check(export);
                }
            },
            iter: 15,
            threads: 1);

    public void Dispose() => _export.Dispose();

    private void Check() => Check(_export);

    private static void Check(ExportedArchive export)
    {
        var posts = export.Sql("coalesce(sum(posts), 0)", from: "(SELECT DISTINCT start, posts FROM exported)").Single();
        var ranks = export.Sql(
            "'#' || tag, first(spelling ORDER BY uses DESC, earliest), sum(uses)",
            "GROUP BY tag ORDER BY sum(uses) DESC, tag",
            ", spelt AS (SELECT tag, spelling, sum(count) AS uses, min(first) AS earliest FROM exported WHERE tag IS NOT NULL GROUP BY ALL)",
            "spelt");
        Assert.Equal(export.Counted.Naive(null, null, long.MaxValue), $"{posts} posts: {string.Join(", ", ranks)}");
    }
}
