using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using TweetStream.Batch;
using TweetStream.Batch.Views;

namespace TweetStream.Tests.Batch;

public sealed class BatchRunTests : IDisposable
{
    private readonly CountedArchive _archive = new();

    [Fact]
    public void A_run_counts_closed_segments_and_leaves_the_one_that_grows_to_the_archive()
    {
        _archive.AppendSeconds("a", 0, 30);
        var manifest = _archive.Batch();
        Assert.InRange(manifest.Views.Count, 2, 29);
        Assert.Equal(manifest.Views[^1].Next, manifest.Until);
        Assert.Equal(manifest.Until, manifest.Views.Sum(view => view.Posts));
        var answer = _archive.Check();
        Assert.Equal((manifest.Until, 30L), (answer.ViewsUntil!.Value, answer.Until));
    }

    [Fact]
    public void A_second_run_makes_only_what_is_new()
    {
        _archive.AppendSeconds("a", 0, 20);
        _archive.Batch();
        var made = new List<string>();
        _archive.AppendSeconds("a", 20, 40);
        var before = _archive.ViewFiles;
        var after = _archive.Batch(done: made.Add).Views.Count;
        Assert.Equal(after - (before.Length / Level.All.Count), made.Count(step => step == "made"));
        Assert.Subset(_archive.ViewFiles.ToHashSet(), before.ToHashSet());
        _archive.Check(5_500, 33_333);
    }

    [Fact]
    public void Everything_made_again_is_byte_for_byte_the_same()
    {
        for (var i = 0; i < 60; i++)
        {
            _archive.Append(new NaivePost(i * 700 * (i % 5 == 0 ? 1000 : 1), null, ["a", i % 3 == 0 ? "B" : "b", $"t{i % 7}"]));
            if (i % 20 == 19)
                _archive.Batch();
        }

        var before = Hashes();
        Assert.NotEmpty(before);
        Directory.Delete(_archive.Views, recursive: true);
        _archive.Batch();
        Assert.Equal(before, Hashes());
        _archive.Batch(rebuild: true);
        Assert.Equal(before, Hashes());
    }

    [Fact]
    public void A_crash_at_any_step_leaves_a_right_answer_and_the_next_run_makes_it_good()
    {
        _archive.AppendSeconds("a", 0, 20);
        _archive.Batch();
        var steps = 0;
        for (var crash = 0; ; crash++)
        {
            Assert.True(crash < 100, "runs that begin anew each time never come through");
            _archive.AppendSeconds("b", 20 + (crash * 4), 24 + (crash * 4));
            var step = 0;
            try
            {
                _archive.Batch(rebuild: crash % 2 == 1, done: _ => Assert.True(step++ < crash, "crash"));
                steps = crash;
                break;
            }
            catch (Xunit.Sdk.TrueException)
            {
                _archive.Check(3_500, 25_250);
                _archive.Check();
            }
        }

        Assert.True(steps > 4, "it never came through");
        Assert.Equal(ViewManifest.Read(_archive.Views, _archive.Archive.Writer.Id)!.Files.Order(StringComparer.Ordinal), _archive.ViewFiles);
        _archive.Check(3_500, 25_250);
    }

    [Fact]
    public void A_long_first_run_that_is_stopped_does_not_begin_again()
    {
        using var archive = new CountedArchive(segmentBytes: 1);
        archive.AppendSeconds("a", 0, 60);
        var left = 40;
        Assert.Throws<Xunit.Sdk.TrueException>(() => archive.Batch(done: step => Assert.True(step != "made" || --left > 0)));
        Assert.Equal(32, archive.Check(3_500, 55_250).ViewsUntil);
        var made = 0;
        archive.Batch(done: step => made += step == "made" ? 1 : 0);
        Assert.Equal(59 - 32, made);
        archive.Check(3_500, 55_250);
    }

    [Fact]
    public void Files_that_no_manifest_names_are_removed_and_foreign_files_are_not()
    {
        _archive.AppendSeconds("a", 0, 20);
        Directory.CreateDirectory(_archive.Views);
        var left = Path.Combine(_archive.Views, View.NameOf(700, 800, Level.Hour, new string('a', 64)));
        File.WriteAllText(left, "half");
        File.WriteAllText(Path.Combine(_archive.Views, "mine.parquet"), "mine");
        _archive.Batch();
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(Path.Combine(_archive.Views, "mine.parquet")));
    }

    [Fact]
    public void Two_runs_at_once_are_refused()
    {
        _archive.AppendSeconds("a", 0, 20);
        string? refusal = null;
        _archive.Batch(done: step => refusal ??= Assert.Throws<ViewsException>(() => _archive.Batch()).Message);
        Assert.Contains("another tweetstream batch is at work", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Views_that_are_damaged_or_missing_are_refused_and_made_anew()
    {
        _archive.AppendSeconds("a", 0, 30);
        _archive.Batch();
        Damage(_archive.ViewFile(0));
        Assert.Contains("damaged or missing", Assert.Throws<ViewsException>(() => _archive.Ask()).Message, StringComparison.Ordinal);
        File.Delete(_archive.ViewFile(1, "minute"));
        using var log = new LogLines();
        _archive.Batch(log: log.CreateLogger("batch"));
        Assert.Equal(2, log.Warnings.Count(line => line.Contains("damaged or missing", StringComparison.Ordinal)));
        _archive.Check();
        _archive.Check(3_500, 25_250);
    }

    [Theory]
    [InlineData("10s", 3_500L, 17_777L)]
    [InlineData("10s", 10_000L, 20_000L)]
    [InlineData("minute", 0L, 120_000L)]
    [InlineData("hour", -3_600_000L, 3_600_000L)]
    [InlineData("day", null, null)]
    public void Only_the_files_that_a_question_reads_have_to_be_whole(string level, long? from, long? to)
    {
        using var archive = new CountedArchive(segmentBytes: 1); // each append is a segment
        archive.Append([.. new long[] { -5_000_000, -500, 0, 3_499, 3_500, 9_999, 10_000, 17_777, 20_000, 90_000, 5_000_000 }.Select(time => new NaivePost(time, null, ["a"]))]);
        archive.Append(new NaivePost(0, null, ["b"]));
        archive.Batch();
        foreach (var other in Level.All.Where(other => other.Name != level))
            Damage(archive.ViewFile(0, other.Name));
        archive.Check(from, to);
        Damage(archive.ViewFile(0, level));
        Assert.Contains("damaged or missing", Assert.Throws<ViewsException>(() => archive.Ask(from, to)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void A_run_reads_only_what_somebody_wrote_to_and_takes_a_copy_for_as_good()
    {
        _archive.AppendSeconds("a", 0, 30);
        var written = _archive.Batch();
        var path = _archive.ViewFile(0);
        var time = File.GetLastWriteTimeUtc(path);
        // As a disk does that fails: nobody but a question looks at each bit.
        Damage(path);
        File.SetLastWriteTimeUtc(path, time);
        _archive.Batch();
        Assert.Contains("is damaged, though nobody has written to it since it was made; remove it and run tweetstream batch", Assert.Throws<ViewsException>(() => _archive.Ask()).Message, StringComparison.Ordinal);
        File.Delete(path);
        _archive.Batch();
        _archive.Check();
        foreach (var file in Directory.GetFiles(_archive.Views, "*.parquet"))
            File.SetLastWriteTimeUtc(file, time.AddDays(1));
        var made = 0;
        var copied = _archive.Batch(done: step => made += step == "made" ? 1 : 0);
        Assert.Equal(0, made);
        Assert.All(copied.Views.SelectMany(view => view.Files), file => Assert.Equal(time.AddDays(1).Ticks, file.Modified));
        Assert.Equal(written.Files, copied.Files);
    }

    [Fact]
    public void A_run_tells_how_far_it_is_until_it_is_over()
    {
        _archive.Append([.. Enumerable.Range(0, 20_000).Select(post => new NaivePost(post * 10, null, ["a"]))]);
        _archive.AppendSeconds("b", 200, 230);
        var told = new List<BatchProgress>();
        using (var log = new LogLines())
        {
            new BatchRun(_archive.Options, _archive.Archive.Time, log, new Told(told)).Run(CancellationToken.None);
            Assert.DoesNotContain(log.All, line => line.Contains("Counted", StringComparison.Ordinal));
        }

        Assert.Equal(told.OrderBy(now => now.Share), told);
        Assert.Contains(told, now => now is { Segments: 0, Posts: > 5_000, Share: > 0.2 and < 0.9 });
        var segments = _archive.ViewFiles.Length / Level.All.Count;
        Assert.Equal((segments, segments, 1, true), (told[^1].Segments, told[^1].OfSegments, told[^1].Share, told[^1].IsOver));
        Assert.Equal(ViewManifest.Read(_archive.Views, _archive.Archive.Writer.Id)!.Until, told[^1].Posts);
        told.Clear();
        new BatchRun(_archive.Options, _archive.Archive.Time, NullLogger.Instance, new Told(told)).Run(CancellationToken.None);
        Assert.Empty(told);
    }

    private static void Damage(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private string[] Hashes() => [.. _archive.ViewFiles.Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(_archive.Views, file))))}")];

    private sealed class Told(List<BatchProgress> told) : IProgress<BatchProgress>
    {
        public void Report(BatchProgress value) => told.Add(value);
    }
}
