using CsCheck;
using TweetStream.Batch.Queries;
using TweetStream.Trends;

namespace TweetStream.Tests.Batch;

/// <summary>Windows of the past beside single questions between their ends, which are checked against brute force elsewhere.</summary>
public sealed class PastWindowsTests
{
    private static readonly string[] Tags = ["a", "A", "b", "Ab", "aB", "c"];

    private static readonly Gen<NaivePost> Posts = Gen.Select(
        Gen.Frequency((6, Gen.Long[-50_000, 150_000]), (1, Gen.Long[-3, 40].Select(bucket => bucket * 10_000)), (1, Gen.Long[80_000_000, 80_100_000])),
        Gen.Int[0, Tags.Length - 1].Select(tag => Tags[tag]).Array[0, 4],
        (time, tags) => new NaivePost(time, null, tags));

    [Fact]
    public void Each_window_is_what_a_question_between_its_ends_answers() =>
        Gen.Select(Posts.Array[1, 40], Gen.Int[0, 40], Gen.Int[1, 6], Gen.Int[1, 9], Gen.Long[-60_000, 200_000], Gen.Int[0, 3], Gen.Int[1, 12], Gen.Int[1, 4]).Sample(
            (posts, batched, slide, size, edge, bounds, limit, top) =>
            {
                using var archive = new CountedArchive(segmentBytes: 900);
                using var tail = archive.Tail();
                archive.Append(posts[..Math.Min(batched, posts.Length)]);
                archive.Batch();
                archive.Append(posts[Math.Min(batched, posts.Length)..]);
                var question = Question(archive) with
                {
                    Size = size * 10_000,
                    Slide = slide * 10_000,
                    Since = (bounds & 1) == 0 ? null : CountedArchive.TimeOf(edge),
                    Before = (bounds & 2) == 0 ? null : CountedArchive.TimeOf(edge + ((bounds & 1) * 77_000)),
                    Limit = limit,
                    Top = top,
                };
                Assert.Equal(Naive(archive, question), new PastWindows(question, tail).Answer(CancellationToken.None).Select(Text));
            },
            iter: 12,
            threads: 1);

    [Fact]
    public void Late_posts_are_in_their_windows_and_open_windows_are_not_there()
    {
        using var archive = new CountedArchive();
        using var tail = archive.Tail();
        var now = CountedArchive.TimeOf(50_000)!.Value;
        archive.AppendSeconds("a", 0, 45);
        var question = Question(archive) with { Now = now };
        var before = new PastWindows(question, tail).Answer(CancellationToken.None);
        Assert.Equal([10_000L, 20_000, 30_000, 40_000, 50_000], before.Select(window => window.End.ToUnixTimeMilliseconds()));
        archive.Append(new NaivePost(12_000, null, ["late"]));
        var after = new PastWindows(question, tail).Answer(CancellationToken.None);
        Assert.Equal([10L, 21, 21, 20, 15], after.Select(window => window.Posts));
    }

    [Fact]
    public void Minutes_and_hours_are_read_where_they_tell_enough()
    {
        using var archive = new CountedArchive(segmentBytes: 20_000);
        using var tail = archive.Tail();
        for (var minute = 0; minute < 300; minute++)
            archive.Append(new NaivePost((minute * 60_000) + 7_000, null, [minute % 3 == 0 ? "Three" : "other"]));
        archive.Batch();
        foreach (var (size, slide) in new[] { (600_000L, 60_000L), (7_200_000, 3_600_000), (90_000, 60_000) })
        {
            var question = Question(archive) with { Size = size, Slide = slide, Limit = 20 };
            Assert.Equal(Naive(archive, question), new PastWindows(question, tail).Answer(CancellationToken.None).Select(Text));
        }
    }

    private static WindowsQuestion Question(CountedArchive archive) => new() { Archive = archive.Archive.Options.Folder, Views = archive.Views, Now = archive.Archive.Time.GetUtcNow() };

    private static IEnumerable<string> Naive(CountedArchive archive, WindowsQuestion question)
    {
        var times = archive.Posts.Values.Select(post => post.Time).ToList();
        var found = new List<long>();
        for (var start = Floor(times.Min() - question.Size, question.Slide); start <= times.Max(); start += question.Slide)
        {
            var end = CountedArchive.TimeOf(start + question.Size)!.Value;
            if (end > (question.Since ?? DateTimeOffset.MinValue) && end < (question.Before ?? DateTimeOffset.MaxValue) && end <= question.Now && times.Exists(time => time >= start && time < start + question.Size))
                found.Add(start);
        }

        return (question.Since is null ? found.TakeLast(question.Limit) : found.Take(question.Limit)).Select(start => Naive(archive, question, start));
    }

    private static string Naive(CountedArchive archive, WindowsQuestion question, long start)
    {
        var answer = archive.Ask(start, start + question.Size);
        var before = archive.Ask(start - question.Slide, start - question.Slide + question.Size).Top.ToDictionary(trend => trend.Tag, trend => trend.Count, StringComparer.Ordinal);
        return $"{start}: {answer.Posts} {answer.Tags} {string.Join(", ", answer.Top.Take(question.Top).Select(trend => $"{trend.Tag} {trend.Display} {trend.Count} after {before.GetValueOrDefault(trend.Tag)}"))}";
    }

    private static string Text(Snapshot window) =>
        $"{window.Start.ToUnixTimeMilliseconds()}: {window.Posts} {window.Tags} {string.Join(", ", window.Top.Select(trend => $"{trend.Tag} {trend.Display} {trend.Count} after {trend.Previous}"))}";

    private static long Floor(long time, long step) => time - (((time % step) + step) % step);
}
