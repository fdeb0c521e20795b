using TweetStream.Counter;
using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Tests.Counter;

public sealed class RisingTests
{
    private static readonly CountOptions Options = Counted.Options() with { Rank = Rank.Rising };

    [Fact]
    public void A_burst_goes_before_an_evergreen_and_an_evergreen_before_what_is_new_and_rare()
    {
        var counted = new Counted(Options);
        for (var window = 0; window < 6; window++)
            Posts(counted, window, ("ever", 60 + (window % 2)), ("plain", 100));
        Posts(counted, 6, ("ever", 61), ("plain", 77), ("burst", 20), ("once", 1), ("twice", 2));
        var last = counted.End().Snapshots[^1];
        Assert.Equal(Rank.Rising, last.Rank);
        Assert.Equal(["#burst", "#ever", "#twice", "#once"], last.Top.Select(trend => trend.Tag));
        Assert.Equal(3, last.Top[0].Score);
        Assert.InRange(last.Top[1].Score!.Value, -0.5, 0.5);
        Assert.Equal([20L, 61, 2, 1], last.Top.Select(trend => trend.Count));
        Assert.Equal([0L, 61, 0, 0], last.Top.Select(trend => trend.Previous));
    }

    [Fact]
    public void The_first_window_has_no_scores_and_the_order_of_its_counts()
    {
        var counted = new Counted(Options);
        Posts(counted, 0, ("a", 3), ("b", 7));
        Assert.Equal([("#b", null), ("#a", (double?)null)], counted.End().Snapshots[0].Top.Select(trend => (trend.Tag, trend.Score)));
    }

    [Fact]
    public void Equal_scores_are_ranked_by_their_counts_and_equal_counts_by_their_keys()
    {
        var counted = new Counted(Options);
        Posts(counted, 0, ("a", 100), ("b", 5), ("plain", 100));
        Posts(counted, 1, ("a", 100), ("b", 5), ("d", 7), ("c", 7), ("plain", 86));
        Assert.Equal(["#c 0.40", "#d 0.40", "#a 0.00", "#b 0.00"], Scores(counted.End().Snapshots[1]));
    }

    [Fact]
    public void What_counts_with_the_whole_stream_does_not_rise()
    {
        var counted = new Counted(Options);
        Posts(counted, 0, ("a", 10), ("plain", 40));
        Posts(counted, 1, ("a", 15), ("plain", 60));
        Assert.Equal(["#a 0.00"], Scores(counted.End().Snapshots[1]));
    }

    [Fact]
    public void All_spellings_of_a_tag_have_one_past()
    {
        var counted = new Counted(Options);
        Posts(counted, 0, ("DotNet", 10), ("dotnet", 40), ("plain", 50));
        Posts(counted, 1, ("dotnet", 30), ("DOTNET", 20), ("plain", 50));
        Assert.Equal(["#dotnet 0.00"], Scores(counted.End().Snapshots[1]));
    }

    [Fact]
    public void A_tag_keeps_its_past_when_others_are_given_up_and_it_gets_another_number()
    {
        var counted = new Counted(Options with { MaxTags = 20 });
        for (var window = 0; window < 6; window++)
        {
            Posts(counted, window, [.. Enumerable.Range(0, 10).Select(rare => ($"rare{window}x{rare}", 1))]);
            Posts(counted, window, ("ever", 50), ("plain", 40));
        }

        Assert.InRange(counted.Counter.KnownSpellings, 1, 20);
        Assert.Equal("#ever 0.00", Scores(counted.End().Snapshots[^1]).First());
    }

    [Fact]
    public void An_open_window_is_compared_and_teaches_nothing()
    {
        var (looked, other) = (new Counted(Options with { Time = TimeChoice.Event }), new Counted(Options with { Time = TimeChoice.Event }));
        foreach (var counted in (Counted[])[looked, other])
        {
            Posts(counted, 0, ("a", 10), ("plain", 90));
            Posts(counted, 1, ("a", 30), ("plain", 70));
        }

        for (var look = 0; look < 3; look++)
            looked.Tick(10_000);
        Assert.Equal(["#a 4.00", "#a 4.00"], looked.Snapshots.Where(snapshot => snapshot.Provisional).SelectMany(Scores));
        Assert.Equal(Scores(other.End().Snapshots[^1]), Scores(looked.End().Snapshots[^1]));
    }

    [Fact]
    public void A_correction_is_compared_with_the_past_as_it_is_by_then_and_teaches_nothing()
    {
        var options = Options with { Windows = new WindowSpec(10_000, 10_000, 0, 0, 60_000) };
        var (corrected, other) = (new Counted(options), new Counted(options));
        foreach (var counted in (Counted[])[corrected, other])
        {
            Posts(counted, 0, ("a", 20), ("plain", 80));
            Posts(counted, 1, ("a", 20), ("plain", 80));
            if (counted == corrected)
                counted.Line(Post("#late", 1), 0);
            Posts(counted, 2, ("a", 20), ("late", 20), ("plain", 60));
            counted.End();
        }

        var correction = Assert.Single(corrected.Snapshots, snapshot => snapshot.Revision == 1);
        Assert.Equal(["#a -0.04", "#late -0.80"], Scores(correction));
        Assert.Equal(Scores(other.Snapshots[^1]), Scores(corrected.Snapshots[^1]));
    }

    [Fact]
    public void Ranked_by_count_a_tag_has_no_score()
    {
        var counted = new Counted(Counted.Options());
        Posts(counted, 0, ("a", 20));
        Posts(counted, 1, ("a", 20));
        Assert.All(counted.End().Snapshots, snapshot => Assert.Equal((Rank.Count, null), (snapshot.Rank, snapshot.Top[0].Score)));
    }

    private static IEnumerable<string> Scores(Snapshot snapshot) =>
        snapshot.Top.Select(trend => FormattableString.Invariant($"{trend.Tag} {trend.Score + 0.0:0.00}"));

    // Posts with one tag each, or without one where they are plain.
    private static void Posts(Counted counted, int window, params (string Tag, int Posts)[] tags)
    {
        foreach (var (tag, posts) in tags)
        {
            for (var post = 0; post < posts; post++)
                counted.Line(Post(tag == "plain" ? "" : "#" + tag, (window * 10_000) + 5_000));
        }
    }

    private static string Post(string text, int time) => FormattableString.Invariant($"{{\"text\":\"{text}\",\"created_at\":{time}}}");
}
