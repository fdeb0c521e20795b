using TweetStream.Cluster;
using TweetStream.Cluster.Partitions;
using TweetStream.Cluster.Records;
using TweetStream.Cluster.Sources;
using TweetStream.Counter;
using TweetStream.Windows;

namespace TweetStream.Tests.Cluster;

public sealed class PartitionCountsTests
{
    [Fact]
    public void A_window_waits_for_the_slower_relay()
    {
        var cluster = new SimulatedCluster(Options(relays: 2), [[new(1_000, "#a"), new(25_000, "")], [new(2_000, "#a"), new(3_000, "#b"), new(12_000, "")]]);
        cluster.Send(0);
        cluster.Send(0);
        cluster.Send(1, most: 2);
        cluster.Write();
        Assert.Empty(cluster.Results);

        while (cluster.Send(1))
        {
        }

        cluster.Write();
        Assert.Equal(["[0,10000) 3 posts 3 tags 0 late #a=#a:2<0 #b=#b:1<0"], cluster.Results.Select(result => SimulatedCluster.Text(result)));
    }

    [Fact]
    public void A_relay_that_nobody_has_heard_of_holds_the_windows_until_it_is_idle()
    {
        var cluster = new SimulatedCluster(Options(relays: 2), [[new(1_000, "#a"), new(25_000, "")], []]);
        cluster.Send(0);
        cluster.Send(0);
        cluster.Write();
        Assert.Empty(cluster.Results);

        cluster.MarkIdle(1);
        cluster.Write();
        Assert.Single(cluster.Results);
    }

    [Fact]
    public void An_idle_relay_that_comes_back_finds_its_windows_closed_and_its_posts_late()
    {
        var cluster = new SimulatedCluster(Options(relays: 2), [[new(1_000, "#a"), new(25_000, "#b"), new(45_000, "")], [new(2_000, "#a"), new(3_000, "#c"), new(26_000, "#b"), new(46_000, "")]]);
        cluster.Send(1, most: 1);
        cluster.MarkIdle(1);
        cluster.Send(0);
        cluster.Send(0, most: 1);
        while (cluster.Send(1))
        {
        }

        cluster.Send(0);
        cluster.Write();
        Assert.Equal(
            ["[0,10000) 2 posts 2 tags 0 late #a=#a:2<0", "[20000,30000) 2 posts 2 tags 1 late #b=#b:2<0"],
            cluster.Results.Select(result => SimulatedCluster.Text(result)));
    }

    [Fact]
    public void Where_every_relay_is_idle_nothing_goes_on()
    {
        var cluster = new SimulatedCluster(Options(), [[new(1_000, "#a"), new(9_000, "#a"), new(10_000, "#b")]]);
        cluster.Send(0, most: 1);
        cluster.Send(0, most: 1);
        cluster.MarkIdle(0);
        cluster.Write();
        Assert.Empty(cluster.Results);
        cluster.Send(0);
        cluster.Write();
        Assert.Single(cluster.Results);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Where_all_relays_fall_silent_the_windows_go_as_far_as_the_furthest_of_them_in_whatever_order(int first, int last)
    {
        var cluster = new SimulatedCluster(Options(relays: 2), [[new(1_000, "#a"), new(25_000, "")], [new(2_000, "#b")]]);
        while (cluster.Send(0) || cluster.Send(1))
        {
        }

        cluster.MarkIdle(first);
        cluster.MarkIdle(last);
        cluster.Write();
        Assert.Equal(["[0,10000) 2 posts 2 tags 0 late #a=#a:1<0 #b=#b:1<0"], cluster.Results.Select(result => SimulatedCluster.Text(result)));
    }

    [Fact]
    public void Who_asks_for_a_window_that_was_written_is_told_that_it_is_gone()
    {
        var partition = new SimulatedCluster(Options(), [[new(1_000, "#a"), new(25_000, "")]]) is var cluster && cluster.Send(0) && cluster.Send(0) ? cluster.Partition(0) : null!;
        Assert.Equal(WindowOutcome.Closed, partition.Closed(long.MinValue, null).Outcome);
        Assert.Equal(WindowOutcome.NotReady, partition.Closed(1, null).Outcome);
        Assert.Equal(WindowOutcome.Gone, partition.Closed(0, 0).Outcome);
    }

    [Fact]
    public void A_partition_takes_no_more_than_a_thousand_windows_ahead_of_the_results()
    {
        var posts = Enumerable.Range(0, PartitionCounts.MostWaiting + 100).Select(i => new StampedPost(i * 10_000L, "#a")).ToArray();
        var cluster = new SimulatedCluster(Options(), [posts]);
        for (var i = 0; i < posts.Length; i++)
            cluster.Send(0);
        Assert.Equal(PartitionCounts.MostWaiting, cluster.Partition(0).Waiting);
        cluster.Write();
        while (cluster.Send(0))
            cluster.Write();
        Assert.Equal(posts.Length - 1, cluster.Results.Count());
    }

    [Fact]
    public void Missing_posts_are_told_with_the_windows_that_they_belong_to()
    {
        var options = Options();
        var counts = new BatchBuilder(options, null);
        counts.Add(new StampedPost(5_000, "#a").Buffer, 0);
        counts.Miss(7);
        counts.Add(new StampedPost(12_000, "#a").Buffer, 0);
        var (panes, totals, gaps) = counts.Take();
        var partition = new PartitionCounts(options);
        partition.Add(new CountedStretch(0, 0, counts.PointAt("archive", 9), panes, totals, gaps).For(0, 0, 0, 0, isBeginning: true));
        counts.Add(new StampedPost(40_000, "").Buffer, 0);
        (panes, totals, gaps) = counts.Take();
        partition.Add(new CountedStretch(9, 9, counts.PointAt("archive", 10), panes, totals, gaps).For(0, 0, 0, 9, isBeginning: false));
        Assert.Equal(new MissingPosts(5_000, 12_000, 7), partition.Closed(long.MinValue, 0).Gap);
        Assert.Equal(new MissingPosts(5_000, 12_000, 7), partition.Closed(long.MinValue, 1).Gap);
        Assert.Equal(7, partition.Closed(1, null).Totals.Missed);
    }

    [Fact]
    public void A_tag_that_everybody_uses_is_one_entry_of_a_batch()
    {
        var options = Options();
        var counts = new BatchBuilder(options, new("archive", 0, Latest: 9_000));
        for (var i = 0; i < 10_000; i++)
            counts.Add(new StampedPost(1_000 + (i % 8_000), "#hot").Buffer, 0);
        var panes = counts.Take().Panes.SelectMany(of => of).ToList();
        Assert.Equal([10_000], panes.SelectMany(pane => pane.Counts));
        Assert.Equal(10_000, panes.Sum(pane => pane.Posts));
    }

    [Fact]
    public void The_last_post_of_a_full_batch_closes_windows_as_any_other()
    {
        var counts = new BatchBuilder(Options(), new("archive", 0, Latest: 9_000));
        for (var i = 1; i < BatchBuilder.MostPosts; i++)
            counts.Add(new StampedPost(1_000, "#a").Buffer, 0);
        counts.Add(new StampedPost(40_000, "").Buffer, 0);
        Assert.True(counts.IsFull);
        Assert.Equal(40_000, counts.PointAt("archive", BatchBuilder.MostPosts).Latest);
    }

    private static ClusterOptions Options(int relays = 1) => new()
    {
        Relays = [.. Enumerable.Range(0, relays).Select(number => new CountInput("relay", 5555 + number, null))],
        Windows = new WindowSpec(10_000, 10_000),
        Partitions = 2,
    };
}
