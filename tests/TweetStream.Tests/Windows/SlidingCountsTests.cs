using TweetStream.Windows;

namespace TweetStream.Tests.Windows;

public sealed class SlidingCountsTests
{
    [Fact]
    public void A_late_but_allowed_post_corrects_its_window_when_the_next_one_closes()
    {
        //  time    0         10        20        30
        //  window  [a . . . .)[b . . . .)[c
        //  late           a' comes after b: allowed for 15 ms
        var timeline = new Timeline(new WindowSpec(10, 10, allowedLateness: 15));
        timeline.Post(1, "a");
        timeline.Post(12, "b");
        timeline.Post(5, "a");
        Assert.Equal(["[0,10) a1"], Lines(timeline));

        timeline.Post(20, "c");
        timeline.End();

        Assert.Equal(["[0,10) a1", "[0,10) a2 r1", "[10,20) b1", "[20,30) c1"], Lines(timeline));
        Assert.Equal(0, timeline.Late);
    }

    [Fact]
    public void A_correction_does_not_wait_beyond_the_allowed_lateness()
    {
        var timeline = new Timeline(new WindowSpec(10, 10, allowedLateness: 5));
        timeline.Post(1, "a");
        timeline.Post(12, "b");
        timeline.Post(5, "a");
        timeline.Post(15, "b");
        Assert.Equal(["[0,10) a1", "[0,10) a2 r1"], Lines(timeline));

        timeline.Post(6, "a");
        Assert.Equal(1, timeline.Late);
    }

    [Fact]
    public void A_window_that_was_empty_when_it_closed_is_first_handed_out_with_its_late_post()
    {
        var timeline = new Timeline(new WindowSpec(10, 10, allowedLateness: 100));
        timeline.Post(30, "b");
        timeline.Post(5, "a");
        timeline.End();
        Assert.Equal(["[0,10) a1", "[30,40) b1"], Lines(timeline));
    }

    [Fact]
    public void A_correction_is_the_previous_window_of_the_next_one()
    {
        var timeline = new Timeline(new WindowSpec(10, 10, allowedLateness: 100));
        timeline.Post(1, "a");
        timeline.Post(11, "a");
        timeline.Post(2, "a");
        timeline.End();
        Assert.Equal(2, timeline.Closed[^1].Previous["a"]);
    }

    [Fact]
    public void A_post_in_the_gap_between_windows_is_in_none_and_not_late()
    {
        //  window  [0 . 5)         [10 . 15)
        var timeline = new Timeline(new WindowSpec(5, 10));
        timeline.Post(7, "gap");
        timeline.Post(12, "a");
        timeline.Post(7, "gap");
        timeline.End();
        Assert.Equal(["[10,15) a1"], Lines(timeline));
        Assert.Equal(0, timeline.Late);
    }

    [Fact]
    public void A_window_knows_the_counts_of_the_one_before()
    {
        var timeline = new Timeline(new WindowSpec(20, 10));
        timeline.Post(1, "a");
        timeline.Post(11, "a", "b");
        timeline.Post(21, "b");
        timeline.End();
        Assert.Equal(["[-10,10) a1", "[0,20) a2 b1", "[10,30) a1 b2", "[20,40) b1"], Lines(timeline));
        Assert.Empty(timeline.Closed[0].Previous);
        Assert.Equal(1, timeline.Closed[1].Previous["a"]);
        Assert.Equal(2, timeline.Closed[2].Previous["a"]);
        Assert.Equal(2, timeline.Closed[3].Previous["b"]);
    }

    [Fact]
    public void After_a_pause_nothing_counts_as_previous()
    {
        var timeline = new Timeline(new WindowSpec(10, 10));
        timeline.Post(1, "a");
        timeline.Post(1_000_000_000_001, "a");
        timeline.End();
        Assert.Equal(["[0,10) a1", "[1000000000000,1000000000010) a1"], Lines(timeline));
        Assert.Empty(timeline.Closed[1].Previous);
    }

    [Fact]
    public void The_open_window_can_be_looked_at_without_closing_it()
    {
        var timeline = new Timeline(new WindowSpec(20, 10));
        Assert.Null(timeline.Peek());
        timeline.Post(11, "a");
        Assert.Equal("[0,20) a1", timeline.Peek()!.ToString());
        timeline.End();
        Assert.Equal(["[0,20) a1", "[10,30) a1"], Lines(timeline));
    }

    [Fact]
    public void A_watermark_never_goes_back()
    {
        var timeline = new Timeline(new WindowSpec(10, 10));
        timeline.Advance(100);
        timeline.Advance(50);
        Assert.Equal(100, timeline.Watermark);
    }

    [Fact]
    public void After_the_end_every_post_is_late()
    {
        var timeline = new Timeline(new WindowSpec(10, 10));
        timeline.Post(1, "a");
        timeline.End();
        timeline.Post(2, "a");
        Assert.Equal(1, timeline.Late);
        Assert.Single(timeline.Closed);
    }

    [Fact]
    public void Windows_from_the_first_to_the_last_representable_time_do_not_overflow()
    {
        var timeline = new Timeline(new WindowSpec(20_000, 10_000, 9_999));
        timeline.Post(DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), "a");
        timeline.Post(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(), "b");
        timeline.End();
        Assert.Equal(4, timeline.Closed.Count);
    }

    private static IEnumerable<string> Lines(Timeline timeline) => timeline.Closed.Select(window => window.ToString());
}
