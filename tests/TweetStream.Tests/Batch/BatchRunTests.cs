using System.Security.Cryptography;
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
        var before = _archive.ViewFiles.Length;
        var after = _archive.Batch(done: made.Add).Views.Count;
        Assert.Equal(after - before, made.Count(step => step == "made"));
        _archive.Check(5_500, 33_333);
    }

    [Fact]
    public void Everything_made_again_is_byte_for_byte_the_same()
    {
        for (var i = 0; i < 60; i++)
            _archive.Append(new NaivePost(i * 700, null, ["a", i % 3 == 0 ? "B" : "b", $"t{i % 7}"]));
        _archive.Batch();
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
            _archive.AppendSeconds("b", 20 + (crash * 10), 30 + (crash * 10));
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
        Assert.Equal(ViewManifest.Read(_archive.Views, _archive.Archive.Writer.Id)!.Views.Select(view => view.File), _archive.ViewFiles);
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
        var left = Path.Combine(_archive.Views, View.NameOf(700, 800));
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
        var bytes = File.ReadAllBytes(_archive.View(0));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(_archive.View(0), bytes);
        Assert.Contains("damaged or missing", Assert.Throws<ViewsException>(() => _archive.Ask()).Message, StringComparison.Ordinal);
        File.Delete(_archive.View(1));
        using var log = new LogLines();
        _archive.Batch(log: log.CreateLogger("batch"));
        _archive.Check();
    }

    public void Dispose() => _archive.Dispose();

    private string[] Hashes() => [.. _archive.ViewFiles.Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(_archive.Views, file))))}")];
}
