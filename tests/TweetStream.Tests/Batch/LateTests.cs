using CsCheck;
using TweetStream.Archive;
using TweetStream.Batch.Output;
using TweetStream.Counter;
using TweetStream.Tests.Counter;

namespace TweetStream.Tests.Batch;

/// <summary>Posts that a live window did not show, which the archive has and every answer says.</summary>
public sealed class LateTests : IDisposable
{
    private readonly CountedArchive _archive = new(retain: TimeSpan.FromDays(1));

    [Fact]
    public void As_many_are_late_as_a_counter_with_windows_of_ten_seconds_leaves_out() =>
        Gen.Select(Gen.Long[-30_000, 60_000], Gen.Int[0, 4], (time, kind) => kind switch
        {
            0 => new NaivePost(null, time, ["a"]),
            1 => new NaivePost(time + 400_000, time, ["a"]), // stamped too far ahead
            _ => new NaivePost(time, null, ["a"]),
        }).Array[1, 30].Sample(
            posts =>
            {
                using var archive = new CountedArchive();
                posts = [new NaivePost(0, null, []), .. posts];
                var counter = new Counted(Counted.Options() with { Time = TimeChoice.Event });
                foreach (var post in posts)
                {
                    counter.Line(post.Line(archive.Archive.Writer.Next), post.Received);
                    archive.Append(post);
                }

                Assert.Equal(counter.Counter.Stream.Late, archive.Check().Late);
                archive.Batch();
                Assert.Equal(counter.Counter.Stream.Late, archive.Check().Late);
            },
            iter: 30,
            threads: 1);

    [Fact]
    public void What_came_late_is_told_of_the_time_in_which_it_counts()
    {
        _archive.Append(new NaivePost(5_000, null, ["a"]), new NaivePost(25_000, null, ["a"]), new NaivePost(9_999, null, ["late"]), new NaivePost(20_000, null, ["a"]));
        _archive.AppendSeconds("a", 25, 40);
        foreach (var hasViews in (bool[])[false, true])
        {
            Assert.Equal((1, true), (_archive.Check(0, 10_000).Late, _archive.Check(0, 10_000).IsLateExact));
            Assert.Equal(1, _archive.Check(8_000, 10_000).Late);
            Assert.Equal(0, _archive.Check(10_000, 30_000).Late);
            Assert.Contains("Of these posts, 1 came late: a live window had closed without them", AnswerText.Remarks(_archive.Ask()));
            Assert.DoesNotContain(AnswerText.Remarks(_archive.Ask(10_000)), remark => remark.Contains("late", StringComparison.Ordinal));
            if (!hasViews)
                _archive.Batch();
        }
    }

    [Fact]
    public void A_segment_that_comes_back_makes_what_follows_it_late_and_views_as_they_would_have_been()
    {
        _archive.AppendSeconds("a", 0, 10);
        _archive.Append(new NaivePost(100_000, null, ["ahead"]));
        _archive.AppendSeconds("a", 10, 30);
        var ahead = ArchiveFolder.Segments(_archive.Archive.Options.Folder).Last(segment => segment.First <= 10);
        var away = ahead.Path + ".away";
        File.Move(ahead.Path, away);
        _archive.Batch();
        Assert.False(_archive.Ask().IsLateExact);
        Assert.Equal(0, _archive.Ask().Late);
        File.Move(away, ahead.Path);
        _archive.Batch();
        Assert.Equal((20, true), (_archive.Check().Late, _archive.Check().IsLateExact));
        var files = _archive.ViewFiles;
        Directory.Delete(_archive.Views, recursive: true);
        _archive.Batch();
        Assert.Equal(files, _archive.ViewFiles);
    }

    [Fact]
    public void Where_posts_before_are_gone_the_number_is_a_least_one()
    {
        _archive.AppendSeconds("a", 0, 15);
        _archive.Archive.Later(TimeSpan.FromDays(3));
        _archive.AppendSeconds("a", 15, 30);
        _archive.Append(new NaivePost(0, null, ["late"]));
        Assert.NotEqual(0, ArchiveFolder.First(_archive.Archive.Options.Folder));
        foreach (var hasViews in (bool[])[false, true])
        {
            var answer = _archive.Ask();
            Assert.Equal((1, false), (answer.Late, answer.IsLateExact));
            Assert.Contains("Of these posts, at least 1 came late: a live window had closed without them", AnswerText.Remarks(answer));
            Assert.Contains("Whether some of these posts came late is not known: the posts before them are gone", AnswerText.Remarks(_archive.Ask(20_000)));
            if (!hasViews)
                _archive.Batch();
        }
    }

    public void Dispose() => _archive.Dispose();
}
