using System.Text;
using CsCheck;
using TweetStream.Batch;
using TweetStream.Batch.Output;
using TweetStream.Batch.Queries;
using TweetStream.Tests.Counter;
using TweetStream.Tests.Trends;
using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Tests.Batch;

public sealed class RisingQueryTests
{
    private static readonly string[] Tags = ["a", "A", "b", "c", "日本"];

    private static readonly Gen<string[]> TagsOfPost = Gen.Int[0, 40].Select(tag => tag < Tags.Length ? (string[])[Tags[tag]] : tag < 20 ? ["a", "b"] : []);

    [Fact]
    public void The_answer_is_that_of_a_counter_with_windows_as_long_one_after_the_other() =>
        Gen.Select(Gen.Int[1, 7], Gen.Int[0, 9], Gen.Select(Gen.Int[0, 1_500], TagsOfPost).Array[100, 300], Gen.Int[0, 299]).Sample(
            (tenSeconds, offset, posts, counted) =>
            {
                var size = tenSeconds * 10_000L;
                var windows = new WindowSpec(size, size, offset % tenSeconds * 10_000L);
                var counter = new Counted(Counted.Options() with { Windows = windows, Rank = Rank.Rising, Top = 0 });
                using var archive = new CountedArchive(segmentBytes: 3_000);
                var time = 0L;
                for (var post = 0; post < posts.Length; post++)
                {
                    var (after, tags) = posts[post];
                    var next = new NaivePost(time += after, null, tags);
                    counter.Line(next.Line(archive.Archive.Writer.Next), next.Received);
                    archive.Append(next);
                    if (post == counted)
                        archive.Batch();
                }

                foreach (var snapshot in counter.End().Snapshots)
                    Assert.Equal(snapshot.Top.Select(Text), Ask(archive, snapshot.Start, snapshot.End).Top.Select(Text));
            },
            iter: 8,
            threads: 1);

    [Fact]
    public void Scores_are_those_of_the_plainest_history_whatever_is_late_and_whatever_views_hold() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[-3, 20], Gen.Select(Gen.Long[-100_000, 200_000], TagsOfPost, (time, tags) => new NaivePost(time, null, tags)).Array[20, 200], Gen.Int[0, 199]).Sample(
            (tenSeconds, start, posts, counted) =>
            {
                using var archive = new CountedArchive(segmentBytes: 3_000);
                foreach (var chunk in posts.Chunk(1 + counted))
                {
                    archive.Append(chunk);
                    archive.Batch();
                }

                var (from, size) = (start * 10_000L, tenSeconds * 10_000);
                var answer = Ask(archive, DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(from + size));
                var keys = posts.SelectMany(post => post.Tags.Select(NaivePost.KeyOf)).Distinct().ToArray();
                var naive = new NaiveTagHistory(size);
                for (var window = -60; window < 0; window++)
                {
                    var (past, postsOfPast) = Counts(from + (window * size), size);
                    naive.Learn(past, postsOfPast, from + ((window + 1L) * size));
                }

                var (counts, postsOfWindow) = Counts(from, size);
                Assert.Equal(postsOfWindow, answer.Posts);
                var canCompare = postsOfWindow > 0 && naive.CanCompare(postsOfWindow, from + size);
                foreach (var trend in answer.Top)
                {
                    var key = Array.IndexOf(keys, trend.Tag[1..]);
                    Assert.Equal(counts[key], trend.Count);
                    Assert.Equal(canCompare, trend.Score is not null);
                    if (trend.Score is { } score)
                        Assert.Equal(naive.Score(key, counts[key], postsOfWindow), score, 1e-3);
                }

                Assert.Equal(counts.Count(count => count > 0), answer.Top.Count);

                (int[] Counts, int Posts) Counts(long begin, long length)
                {
                    var within = posts.Where(post => post.Time >= begin && post.Time < begin + length).ToList();
                    return ([.. keys.Select(tag => within.Count(post => post.Tags.Any(used => NaivePost.KeyOf(used) == tag)))], within.Count);
                }
            },
            iter: 15,
            threads: 1);

    [Fact]
    public void Every_form_of_the_answer_has_the_scores()
    {
        using var archive = new CountedArchive();
        for (var post = 0; post < 100; post++)
            archive.Append(new NaivePost(post * 100, null, post < 20 ? ["old"] : []));
        for (var post = 0; post < 50; post++)
            archive.Append(new NaivePost(10_000 + (post * 100), null, post < 10 ? ["new", "old"] : []));
        var answer = Ask(archive, DateTimeOffset.FromUnixTimeMilliseconds(10_000), DateTimeOffset.FromUnixTimeMilliseconds(20_000));
        using var json = new MemoryStream();
        AnswerJson.Write(json, answer, isCourse: false);
        Assert.EndsWith(""","rank":"rising","top":[{"tag":"#new","display":"#new","count":10,"score":1},{"tag":"#old","display":"#old","count":10,"score":0}]}""" + "\n", Encoding.UTF8.GetString(json.ToArray()), StringComparison.Ordinal);
        using var text = new StringWriter();
        AnswerText.WriteCsv(text, answer, isCourse: false, clean: null);
        Assert.Equal(
            "start,end,posts,tags,late,tag,display,count,missed,score\n1970-01-01T00:00:10.000Z,1970-01-01T00:00:20.000Z,50,20,0,#new,#new,10,,1.00\n1970-01-01T00:00:10.000Z,1970-01-01T00:00:20.000Z,50,20,0,#old,#old,10,,0.00\n",
            text.ToString());
        using var table = new StringWriter();
        AnswerText.WriteTable(table, answer, tag => tag);
        Assert.Equal("   1      1.00            10  #new\n   2      0.00            10  #old\n", table.ToString());
        Assert.Equal(Rank.Rising, AnswerSnapshot.Of(answer)!.Rank);
    }

    [Theory]
    [InlineData(null, 10_000L)]
    [InlineData(0L, null)]
    [InlineData(0L, 0L)]
    [InlineData(0L, 15_000L)]
    [InlineData(1L, 10_001L)]
    public void What_is_no_time_to_compare_is_refused(long? from, long? to)
    {
        using var archive = new CountedArchive();
        var refusal = Assert.Throws<ViewsException>(() => new Query(archive.Question with { From = CountedArchive.TimeOf(from), To = CountedArchive.TimeOf(to), Rank = Rank.Rising }).Answer(CancellationToken.None));
        Assert.Contains("needs a beginning and an end, both in full ten seconds", refusal.Message, StringComparison.Ordinal);
    }

    private static Answer Ask(CountedArchive archive, DateTimeOffset from, DateTimeOffset to) =>
        new Query(archive.Question with { From = from, To = to, Rank = Rank.Rising }).Answer(CancellationToken.None);

    private static string Text(Trend trend) => FormattableString.Invariant($"{trend.Tag} {trend.Display} {trend.Count} {trend.Previous} {trend.Score:0.000000}");
}
