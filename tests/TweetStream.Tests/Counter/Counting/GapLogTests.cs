using CsCheck;
using TweetStream.Counter.Counting;
using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Tests.Counter.Counting;

public sealed class GapLogTests
{
    private static readonly WindowSpec Windows = new(10, 5);
    private readonly GapLog _gaps = new(Windows);

    [Fact]
    public void A_gap_reaches_from_the_post_before_it_to_the_one_after()
    {
        _gaps.Post(12);
        _gaps.Open(3);
        Assert.Equal(Of(12, null, 3), _gaps.Within(1000, 1010));
        _gaps.Post(27);
        Assert.Null(_gaps.Within(2, 12));
        Assert.Equal(Of(12, 27, 3), _gaps.Within(5, 15));
        Assert.Equal(Of(12, 27, 3), _gaps.Within(15, 25));
        Assert.Equal(Of(12, 27, 3), _gaps.Within(27, 37));
        Assert.Null(_gaps.Within(28, 38));
    }

    [Fact]
    public void Several_gaps_of_a_window_are_told_as_one()
    {
        _gaps.Post(1);
        _gaps.Open(3);
        _gaps.Post(2);
        _gaps.Post(4);
        _gaps.Open(4);
        _gaps.Post(6);
        Assert.Equal(Of(1, 6, 7), _gaps.Within(0, 10));
        _gaps.Open(null);
        Assert.Equal(Of(1, null, null), _gaps.Within(0, 10));
        Assert.Equal(7, _gaps.Missed);
    }

    [Fact]
    public void Before_the_first_post_everything_may_be_missing()
    {
        _gaps.Open(null);
        _gaps.Post(7);
        Assert.Equal(Of(0, 7, null), _gaps.Within(0, 10));
    }

    [Fact]
    public void The_post_after_a_gap_may_be_older_than_the_one_before()
    {
        _gaps.Post(20);
        _gaps.Open(1);
        _gaps.Post(13);
        Assert.Equal(Of(13, 20, 1), _gaps.Within(10, 20));
    }

    [Fact]
    public void However_many_gaps_there_are_memory_is_bounded_and_no_missing_post_is_forgotten()
    {
        for (var post = 0; post < 5000; post++)
        {
            _gaps.Post(post);
            _gaps.Open(1);
        }

        Assert.Equal(GapLog.Most, _gaps.Count);
        Assert.Equal(Of(0, null, 5000), _gaps.Within(0, 10_000));
    }

    [Fact]
    public void A_gap_is_told_as_long_as_a_window_overlaps_it_and_forgotten_then() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[0, 4].Array[1, 40], Gen.Int[0, 20]).Sample((start, steps, lateness) =>
        {
            var windows = new WindowSpec(10, 5, allowedLateness: lateness);
            var log = new GapLog(windows);
            var naive = new List<(long From, long To)>();
            long last = start;
            log.Post(last);
            foreach (var step in steps)
            {
                // Nothing passes in a step of 0; a step of 1 loses a post.
                if (step == 1)
                {
                    log.Open(1);
                    naive.Add((last, last + step));
                }

                last += step;
                log.Post(last);
                log.Forget(last);
                var window = windows.FirstWindowEndingAfter(last - lateness);
                var missing = naive.Where(gap => gap.From < windows.EndOf(window) && gap.To >= windows.StartOf(window)).ToList();
                Assert.Equal(
                    missing.Count == 0 ? null : Of(missing.Min(gap => gap.From), missing.Max(gap => gap.To), missing.Count),
                    log.Within(windows.StartOf(window), windows.EndOf(window)));
                Assert.True(log.Count <= lateness + 20);
            }
        });

    private static Gap Of(long from, long? to, long? posts) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(from), to is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null, posts);
}
