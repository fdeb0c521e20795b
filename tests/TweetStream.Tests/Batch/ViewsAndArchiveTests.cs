using System.Globalization;
using TweetStream.Archive;
using TweetStream.Batch;
using TweetStream.Batch.Queries;
using TweetStream.Batch.Views;
using TweetStream.Hashtags;
using TweetStream.Tests.Archive;

namespace TweetStream.Tests.Batch;

/// <summary>Archives and views that do not fit together: a right answer or a clear refusal, and never a wrong number.</summary>
public sealed class ViewsAndArchiveTests : IDisposable
{
    private readonly CountedArchive _archive = new(retain: TimeSpan.FromDays(1));

    [Fact]
    public void Without_views_all_is_counted_from_the_archive_and_the_answer_says_so()
    {
        _archive.AppendSeconds("a", 0, 20);
        var answer = _archive.Check(1_500, 12_345);
        Assert.Null(answer.ViewsUntil);
        Assert.Contains("there are no views", answer.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_without_posts_has_an_answer()
    {
        var answer = _archive.Check();
        Assert.Equal((0L, 0L, null), (answer.Posts, answer.Until, answer.From));
        _archive.Batch();
        _archive.Check(0, 1);
    }

    [Fact]
    public void A_torn_tail_is_no_post()
    {
        _archive.AppendSeconds("a", 0, 20);
        _archive.Archive.Kill(torn: "{\"offset\":20,\"created_at\":\"1970-01-01T00:00:");
        _archive.Batch();
        Assert.Equal(20, _archive.Check().Until);
        _archive.Archive.Open();
        _archive.AppendSeconds("a", 20, 30);
        _archive.Check();
    }

    [Fact]
    public async Task Posts_that_are_older_than_the_archive_keeps_stay_in_the_answer()
    {
        await AgeAsync();
        Assert.NotEqual(0, ArchiveFolder.First(_archive.Archive.Options.Folder));
        var answer = _archive.Check();
        Assert.Equal((30L, 0L), (answer.Posts, answer.Missing));
        _archive.Batch();
        _archive.Batch(rebuild: true);
        _archive.Check();
        _archive.Check(10_000, 20_000);
    }

    [Fact]
    public async Task A_time_that_cuts_ten_seconds_of_posts_that_are_gone_is_refused()
    {
        await AgeAsync();
        var refusal = Assert.Throws<ViewsException>(() => _archive.Ask(from: 500));
        Assert.Contains("give times that end in a full ten seconds", refusal.Message, StringComparison.Ordinal);
        _archive.Check(from: 10_000);
    }

    [Fact]
    public void Posts_that_went_before_they_were_counted_are_told()
    {
        _archive.AppendSeconds("a", 0, 10);
        _archive.Batch();
        _archive.AppendSeconds("a", 10, 20);
        _archive.Archive.Later(TimeSpan.FromDays(3));
        _archive.AppendSeconds("a", 20, 30);
        var first = ArchiveFolder.First(_archive.Archive.Options.Folder)!.Value;
        var answer = _archive.Ask();
        Assert.True(answer.ViewsUntil < first);
        Assert.Equal((first - answer.ViewsUntil, 30 - answer.Missing), (answer.Missing, answer.Posts));
    }

    [Fact]
    public void Views_of_another_archive_are_refused()
    {
        _archive.AppendSeconds("a", 0, 20);
        _archive.Batch();
        using var other = new RunningArchive();
        var refusal = Assert.Throws<ViewsException>(() => new Query(_archive.Question with { Archive = other.Options.Folder }).Answer(CancellationToken.None));
        Assert.Contains($"are of archive {_archive.Archive.Writer.Id}, and this is archive {other.Writer.Id}", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ViewsException>(() => new BatchRun(_archive.Options with { Archive = other.Options.Folder }, other.Time, other).Run(CancellationToken.None));
    }

    [Fact]
    public void A_folder_without_an_archive_is_refused()
    {
        var nowhere = Path.Combine(_archive.Views, "nowhere");
        Assert.Equal($"there is no archive in {nowhere}", Assert.Throws<ArchiveException>(() => new Query(_archive.Question with { Archive = nowhere }).Answer(CancellationToken.None)).Message);
    }

    [Fact]
    public void Views_of_a_newer_version_are_refused()
    {
        Change("\"format\": 2", "\"format\": 3");
        Assert.Contains("a newer tweetstream made them", Assert.Throws<ViewsException>(() => _archive.Ask()).Message, StringComparison.Ordinal);
        Assert.Throws<ViewsException>(() => _archive.Batch());
    }

    [Fact]
    public void Views_by_another_tokeniser_are_not_asked_and_made_anew()
    {
        Change("\"tokeniser\": 1", "\"tokeniser\": 0");
        Assert.Contains("made by another version", _archive.Check(3_500, 17_777).Notice, StringComparison.Ordinal);
        using var log = new LogLines();
        _archive.Batch(log: log);
        Assert.Single(log.Warnings);
        Assert.Null(_archive.Check().Notice);
    }

    [Fact]
    public async Task Views_made_under_another_Unicode_are_made_anew_where_that_can_be_and_told_where_not()
    {
        await AgeAsync();
        var files = _archive.ViewFiles;
        Change($"\"unicode\": \"{UnicodeTables.Version}\"", "\"unicode\": \"0\"");
        Assert.Contains("under another version of Unicode", _archive.Check().Notice, StringComparison.Ordinal);
        var gone = ArchiveFolder.First(_archive.Archive.Options.Folder)!.Value;
        Assert.All(_archive.Batch().Views, view => Assert.Equal(view.First < gone ? "0" : UnicodeTables.Version, view.Unicode));
        Assert.Contains("under another version of Unicode", _archive.Check().Notice, StringComparison.Ordinal);
        Assert.Equal(files, _archive.ViewFiles);
        Assert.Matches("^[0-9a-f]{16}$", UnicodeTables.Version);
    }

    [Fact]
    public async Task Views_by_another_tokeniser_of_posts_that_are_gone_are_left_out_only_when_told_to()
    {
        await AgeAsync();
        Change("\"tokeniser\": 1", "\"tokeniser\": 0");
        Assert.Contains("no exact answer can be given", Assert.Throws<ViewsException>(() => _archive.Ask()).Message, StringComparison.Ordinal);
        Assert.Contains("--rebuild leaves them out for ever", Assert.Throws<ViewsException>(() => _archive.Batch()).Message, StringComparison.Ordinal);
        _archive.Batch(rebuild: true);
        Assert.Equal(30 - ArchiveFolder.First(_archive.Archive.Options.Folder), _archive.Ask().Posts);
    }

    [Fact]
    public void Views_that_are_swapped_for_others_while_a_question_is_asked_are_asked_instead()
    {
        _archive.AppendSeconds("a", 0, 30);
        _archive.Batch();
        var swapped = false;
        _archive.Check(3_500, 17_777, step =>
        {
            if (swapped)
                return;
            swapped = true;
            // As a run of another version names its files, and removes those before.
            foreach (var file in _archive.ViewFiles)
            {
                File.Move(Path.Combine(_archive.Views, file), Path.Combine(_archive.Views, file.Replace("t1.", "t9.", StringComparison.Ordinal)));
                Change(file, file.Replace("t1.", "t9.", StringComparison.Ordinal));
            }
        });
        Assert.True(swapped);
    }

    [Fact]
    public void A_segment_that_no_view_was_made_of_is_refused_until_it_is_counted()
    {
        _archive.AppendSeconds("a", 0, 30);
        var segment = _archive.Archive.SegmentPath(1);
        var away = segment + ".away";
        File.Move(segment, away);
        _archive.Batch();
        File.Move(away, segment);
        Assert.Contains("of which there is no view", Assert.Throws<ViewsException>(() => _archive.Ask()).Message, StringComparison.Ordinal);
        _archive.Batch();
        _archive.Check();
    }

    [Fact]
    public void A_segment_of_another_archive_is_refused()
    {
        _archive.AppendSeconds("a", 0, 30);
        _archive.Batch();
        File.WriteAllText(_archive.Archive.Path(string.Create(CultureInfo.InvariantCulture, $"{1:D20}.ndjson")), new NaivePost(0, null, ["x"]).Line(1) + "\n");
        Assert.Contains("it is not of this archive", Assert.Throws<ViewsException>(() => _archive.Ask()).Message, StringComparison.Ordinal);
        Assert.Contains("it is not of this archive", Assert.Throws<ViewsException>(() => _archive.Batch()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_ends_before_what_was_counted_is_refused()
    {
        _archive.AppendSeconds("a", 0, 30);
        _archive.Batch();
        _archive.Archive.Writer.Dispose();
        File.Delete(_archive.Archive.SegmentPath(_archive.Archive.Segments.Length - 1));
        Assert.Contains("restored from an older copy", Assert.Throws<ViewsException>(() => _archive.Ask()).Message, StringComparison.Ordinal);
        Assert.Contains("restored from an older copy", Assert.Throws<ViewsException>(() => _archive.Batch()).Message, StringComparison.Ordinal);
        _archive.Archive.Open();
    }

    [Fact]
    public void A_manifest_that_cannot_be_read_is_refused()
    {
        Change("\"views\"", "\"vews\"");
        Assert.Contains("views.json is damaged", Assert.Throws<ViewsException>(() => _archive.Ask()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _archive.Dispose();

    // Thirty posts of which the first segments are counted and gone.
    private async Task AgeAsync()
    {
        _archive.AppendSeconds("a", 0, 15);
        _archive.Archive.Later(TimeSpan.FromHours(20));
        _archive.AppendSeconds("b", 15, 25);
        _archive.AppendSeconds("c", 25, 30);
        _archive.Batch();
        // One that is being compressed is not removed.
        await _archive.Archive.CompressAllAsync();
        _archive.Archive.Later(TimeSpan.FromHours(10));
    }

    private void Change(string from, string to)
    {
        if (_archive.Posts.Count == 0)
        {
            _archive.AppendSeconds("a", 0, 30);
            _archive.Batch();
        }

        var path = Path.Combine(_archive.Views, ViewManifest.FileName);
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }
}
