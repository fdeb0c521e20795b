using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TweetStream.Cluster;
using TweetStream.Windows;
using TweetStream.Wire;

namespace TweetStream.Tests.Cluster;

/// <summary>Whole silos in this process, each window beside that of the single process on the same posts.</summary>
public sealed class ClusterTests
{
    private static readonly string[] Tags = ["#a", "#A", "#b", "#c", "#d", "#e", "#f", "#g", "#h"];

    [Fact]
    public async Task Every_window_of_three_silos_is_that_of_the_single_process_while_one_of_them_is_killed()
    {
        using var relay = new PlayedRelay();
        var options = Options(relay);
        await using var cluster = await RunningCluster.StartAsync(options, silos: 3);
        relay.Add(Posts(seed: 1, count: 600));
        await cluster.WindowsAsync(10);
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[1]);
        relay.Add(Posts(seed: 2, count: 600, after: relay.Posts[^1].Time));
        var expected = SingleProcess.Windows(options, relay.Posts);
        Assert.Equal(expected, await cluster.WindowsAsync(expected.Count));
    }

    [Fact]
    public async Task Every_window_is_that_of_the_single_process_while_partitions_move_connections_break_and_the_storage_fails()
    {
        using var relay = new PlayedRelay();
        var options = Options(relay);
        await using var cluster = await RunningCluster.StartAsync(options, silos: 2);
        var random = new Random(3);
        for (var round = 0; round < 3; round++)
        {
            relay.Add(Posts(seed: round, count: 200, after: relay.Posts is [.., var last] ? last.Time : 1_700_000_000_000));
            await cluster.WindowsAsync(4 * (round + 1));
            await cluster.Silos.DeactivateAsync(cluster.Partition(random.Next(options.Partitions)));
            relay.Break();
            cluster.Storage.Touch(name => name.EndsWith("/checkpoint", StringComparison.Ordinal) && name.StartsWith("partition", StringComparison.Ordinal) && random.Next(2) == 0);
            var failures = 10;
            cluster.Storage.Fails = _ => Interlocked.Decrement(ref failures) >= 0;
        }

        relay.Add([new(relay.Posts[^1].Time + 1_000_000, "")]);
        var expected = SingleProcess.Windows(options, relay.Posts);
        Assert.Equal(expected, await cluster.WindowsAsync(expected.Count));
    }

    [Fact]
    public async Task A_partition_that_fell_back_is_counted_up_to_the_last_post_again_though_no_other_comes()
    {
        using var relay = new PlayedRelay();
        await using var cluster = await RunningCluster.StartAsync(Options(relay), silos: 1);
        relay.Add(Posts(seed: 1, count: 100));
        await Eventually.HoldsAsync(async () => (await OffsetsAsync()).All(offset => offset == 100), "all posts are counted");
        cluster.Storage.Fails = name => name == "checkpoint";
        relay.Add(Posts(seed: 2, count: 50, after: relay.Posts[^1].Time));
        await Eventually.HoldsAsync(async () => (await OffsetsAsync()).All(offset => offset == 150), "the next are counted, and in no checkpoint");
        await cluster.Silos.DeactivateAsync(cluster.Partition(2));
        await Eventually.HoldsAsync(async () => (await OffsetsAsync())[2] == 150, "the partition is where it was");

        async Task<long[]> OffsetsAsync() => [.. (await cluster.Trends.StatusAsync()).Partitions.Select(partition => partition.Offsets is [var offset] ? offset : -1)];
    }

    [Fact]
    public async Task The_windows_of_two_relays_are_those_of_all_their_posts_and_one_that_falls_silent_does_not_hold_them_for_ever()
    {
        using var one = new PlayedRelay();
        using var other = new PlayedRelay();
        var options = Options(one, other) with { IdleAfter = TimeSpan.FromSeconds(2), Windows = new(20_000, 10_000, watermarkDelay: 60_000) };
        await using var cluster = await RunningCluster.StartAsync(options, silos: 2);
        one.Add(Posts(seed: 1, count: 300));
        other.Add(Posts(seed: 2, count: 100));
        one.Add([new(one.Posts[^1].Time + 1_000_000, "")]);
        StampedPost[] all = [.. one.Posts.Concat(other.Posts).OrderBy(post => post.Time)];
        var expected = SingleProcess.Windows(options, all).Select(WithoutSpelling).ToList();
        Assert.Equal(expected, (await cluster.WindowsAsync(expected.Count)).Select(WithoutSpelling));
    }

    [Fact]
    public async Task A_silo_with_other_options_than_the_checkpoints_is_refused_and_ends()
    {
        using var relay = new PlayedRelay();
        relay.Add(Posts(seed: 1, count: 100));
        var storage = new SharedStorage();
        await using (var cluster = await RunningCluster.StartAsync(Options(relay), silos: 1, storage))
            await cluster.WindowsAsync(2);
        await using var changed = await RunningCluster.StartAsync(Options(relay) with { Windows = new(30_000, 10_000) }, silos: 1, storage);
        var service = changed.Silos.Silos[0].ServiceProvider.GetRequiredService<ClusterService>();
        await Eventually.HoldsAsync(() => service.Failure is not null, "the silo is refused");
        Assert.Equal("service tweetstream was made with --window 20s, and this silo was given --window 30s; give the same options or another --service", service.Failure!.Message);
    }

    [Fact]
    public async Task A_silo_that_is_refused_is_so_only_once_its_host_has_started()
    {
        using var relay = new PlayedRelay();
        relay.Add(Posts(seed: 1, count: 100));
        await using var cluster = await RunningCluster.StartAsync(Options(relay), silos: 1);
        await cluster.WindowsAsync(1);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(Options(relay) with { Top = 6 }).AddSingleton<IGrainFactory>(cluster.Silos.Client).AddSingleton<ClusterService>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ClusterService>());
        builder.Services.AddSingleton(cluster).AddSingleton<SlowStart>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SlowStart>());
        using var host = builder.Build();
        await host.StartAsync();
        Assert.False(host.Services.GetRequiredService<SlowStart>().WasStopped);
        await host.WaitForShutdownAsync();
        Assert.Contains("--top 6", host.Services.GetRequiredService<ClusterService>().Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_that_has_another_archive_now_is_refused_and_no_window_comes_of_it()
    {
        using var relay = new PlayedRelay();
        relay.Add(Posts(seed: 1, count: 100));
        await using var cluster = await RunningCluster.StartAsync(Options(relay), silos: 1);
        var expected = SingleProcess.Windows(Options(relay), relay.Posts);
        await cluster.WindowsAsync(expected.Count);
        var service = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<ClusterService>();
        relay.Archive = "another";
        // The connection that there is would still give what comes as posts of the archive that it was opened for.
        relay.Break();
        relay.Add(Posts(seed: 2, count: 100, after: relay.Posts[^1].Time));
        await Eventually.HoldsAsync(() => service.Failure is not null, "nothing is left to be counted");
        Assert.Contains($"{relay.Input} has the archive another now, and the counts go on in the archive archive", service.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(expected.Count, cluster.Storage.Names.Count(name => name.Contains("/window-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_partitions_are_spread_over_the_silos_again_after_one_joins()
    {
        using var relay = new PlayedRelay();
        relay.Add(Posts(seed: 1, count: 100));
        await using var cluster = await RunningCluster.StartAsync(Options(relay) with { Partitions = 12 }, silos: 2);
        await SpreadAsync(6, 6);
        await cluster.Silos.StartAdditionalSiloAsync();
        await SpreadAsync(4, 4, 4);

        async Task SpreadAsync(params int[] expected)
        {
            var last = "";
            for (var attempt = 0; attempt < 900; attempt++)
            {
                try
                {
                    var status = await cluster.Trends.StatusAsync();
                    last = string.Join(", ", status.Partitions.CountBy(partition => partition.Silo ?? "nowhere").Select(silo => $"{silo.Value} at {silo.Key}"));
                    if (status.Partitions.CountBy(partition => partition.Silo ?? "").Select(silo => silo.Value).SequenceEqual(expected))
                        return;
                }
                catch (Exception failure)
                {
                    // A grain is on its way.
                    last = failure.Message;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }

            Assert.Fail($"The partitions are not spread evenly: {last}.");
        }
    }

    // Which of two spellings was seen first depends on which relay was read first.
    private static string WithoutSpelling(string window) => string.Join(' ', window.Split(' ').Select(word => word.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? word[..at] + word[word.IndexOf(':', StringComparison.Ordinal)..] : word));

    private static ClusterOptions Options(params PlayedRelay[] relays) => new()
    {
        Relays = [.. relays.Select(relay => relay.Input)],
        From = StreamPosition.Earliest,
        Windows = new WindowSpec(20_000, 10_000),
        Partitions = 6,
        Top = 5,
        CheckpointEvery = TimeSpan.FromMilliseconds(200),
    };

    private static StampedPost[] Posts(int seed, int count, long after = 1_700_000_000_000)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new StampedPost(after += random.Next(-3_000, 4_000), string.Join(' ', Enumerable.Range(0, random.Next(4)).Select(_ => Tags[random.Next(Tags.Length)]))))];
    }

    /// <summary>Starts when the cluster has answered so often that whoever asked it before has its answer, or is stopped meanwhile.</summary>
    private sealed class SlowStart(RunningCluster cluster, IHostApplicationLifetime lifetime) : IHostedService
    {
        public bool WasStopped { get; private set; }

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            for (var answers = 0; answers < 200 && !WasStopped; answers++)
            {
                await cluster.Trends.StatusAsync();
                WasStopped = lifetime.ApplicationStopping.IsCancellationRequested;
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
