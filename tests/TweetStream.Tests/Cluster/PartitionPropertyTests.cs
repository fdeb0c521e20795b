using CsCheck;
using TweetStream.Cluster;
using TweetStream.Counter;
using TweetStream.Windows;

namespace TweetStream.Tests.Cluster;

/// <summary>The counting of a cluster, apart from Orleans, beside the single process: whatever is lost on the way.</summary>
public sealed class PartitionPropertyTests
{
    private static readonly Gen<WindowSpec> Specs =
        from size in Gen.Long[1, 40]
        from slide in Gen.Long[1, 40]
        from offset in Gen.Long[1 - slide, slide - 1]
        from delay in Gen.Frequency((1, Gen.Const(0L)), (1, Gen.Long[0, 60]))
        select new WindowSpec(size, slide, offset, delay);

    private static readonly Gen<StampedPost[]> Posts =
        Gen.Select(
            Gen.Frequency((8, Gen.Long[-20, 25]), (1, Gen.Long[-200, 400])),
            Gen.OneOf("#a", "#A", "#b", "#B", "#ç", "#Ç", "#d", "#𝐀", "#\uFA0E", "#\U00020000", "word").Array[0, 4],
            (step, words) => (step, words)).Array[0, 40].Select(Stamp);

    private static readonly Gen<(Fault Fault, int Number)[]> Faults = Gen.Select(Gen.Enum<Fault>(), Gen.Int[0, 20], (fault, number) => (fault, number)).Array[0, 40];

    [Fact]
    public void Every_window_of_one_relay_is_that_of_the_single_process() =>
        Gen.Select(Specs, Posts, Faults, Gen.Int[1, 4], Gen.Int[1, 4]).Sample((spec, posts, faults, partitions, top) =>
        {
            var options = Options(spec, partitions, top);
            posts = WithLast(posts);
            var cluster = Run(options, [posts], faults);
            Assert.Equal(string.Join('\n', SingleProcess.Windows(options, posts)), string.Join('\n', cluster.Results.Select(result => SimulatedCluster.Text(result))));
        }, iter: 150);

    [Fact]
    public void A_window_that_waits_for_late_posts_is_the_last_correction_of_the_single_process() =>
        Gen.Select(Specs, Posts, Faults, Gen.Long[1, 60]).Sample((spec, posts, faults, lateness) =>
        {
            var options = Options(new(spec.Size, spec.Slide, spec.Offset, spec.WatermarkDelay, lateness), partitions: 2, top: 3);
            posts = WithLast(posts);
            var cluster = Run(options, [posts], faults);
            Assert.Equal(Counts(SingleProcess.Windows(options, posts, withLate: false)), Counts(cluster.Results.Select(result => SimulatedCluster.Text(result, withLate: false))));
        }, iter: 60);

    [Fact]
    public void Every_window_of_several_relays_is_that_of_all_their_posts_together() =>
        Gen.Select(Specs, Posts.Array[2, 3], Faults).Sample((spec, posts, faults) =>
        {
            // So far behind that no post is late, in whatever order the relays come.
            var options = Options(new(spec.Size, spec.Slide, spec.Offset, 100_000), partitions: 3, top: 4, relays: posts.Length);
            posts = Array.ConvertAll(posts, of => WithLast(Array.ConvertAll(of, post => post with { Text = post.Text.ToLowerInvariant().Replace("𝐀", "e", StringComparison.Ordinal) })));
            var cluster = Run(options, posts, faults);
            Assert.Equal(
                SingleProcess.Windows(options, posts.SelectMany(of => of).OrderBy(post => post.Time)),
                cluster.Results.Select(result => SimulatedCluster.Text(result)));
        }, iter: 60);

    private static SimulatedCluster Run(ClusterOptions options, StampedPost[][] posts, (Fault Fault, int Number)[] faults)
    {
        var cluster = new SimulatedCluster(options, posts);
        foreach (var (fault, number) in faults)
            Apply(cluster, fault, number, options, source: number % posts.Length);
        for (var source = 0; source < posts.Length; source++)
        {
            while (cluster.Send(source))
                cluster.Write();
        }

        cluster.Write();
        return cluster;
    }

    private static ClusterOptions Options(WindowSpec spec, int partitions, int top, int relays = 1) => new()
    {
        Relays = [.. Enumerable.Range(0, relays).Select(number => new CountInput("relay", 5555 + number, null))],
        Windows = spec,
        Partitions = partitions,
        Top = top,
    };

    private static void Apply(SimulatedCluster cluster, Fault fault, int number, ClusterOptions options, int source)
    {
        var partition = number % options.Partitions;
        switch (fault)
        {
            case Fault.None:
                cluster.Send(source, 1 + (number % 7));
                break;
            case Fault.SentTwice:
                cluster.Send(source, 1 + (number % 7), twice: true);
                break;
            case Fault.NotDelivered:
                cluster.Send(source, 1 + (number % 7), lost: to => to == partition);
                break;
            case Fault.DeliveredToOneOnly:
                cluster.Send(source, 1 + (number % 7), lost: to => to != partition);
                break;
            case Fault.Checkpoint:
                cluster.Checkpoint(partition);
                break;
            case Fault.DiesWithinACheckpoint:
                cluster.Checkpoint(partition, whole: false);
                break;
            case Fault.Dies:
                cluster.Kill(partition);
                break;
            case Fault.Writes:
                cluster.Write();
                break;
            case Fault.DiesAfterAWrite:
                cluster.Write(forgets: true);
                break;
        }
    }

    private static StampedPost[] Stamp((long Step, string[] Words)[] posts)
    {
        var time = 1_000L;
        return Array.ConvertAll(posts, post => new StampedPost(time += post.Step, string.Join(' ', post.Words)));
    }

    // Nothing ends in a cluster: what closes the last windows is a post long after them.
    private static StampedPost[] WithLast(StampedPost[] posts) => [.. posts, new(1_000_000, "")];

    // What a window held one slide earlier is corrected in the single process only together with the window itself.
    private static IEnumerable<string> Counts(IEnumerable<string> windows) => windows.Select(window => string.Join(' ', window.Split(' ').Select(word => word.Split('<')[0])));

    private enum Fault
    {
        None,
        SentTwice,
        NotDelivered,
        DeliveredToOneOnly,
        Checkpoint,
        DiesWithinACheckpoint,
        Dies,
        Writes,
        DiesAfterAWrite,
    }
}
