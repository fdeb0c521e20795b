using System.Globalization;
using Xunit.Abstractions;

namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>
/// What may be lost while a cluster counts, and that no window changes. TWEETSTREAM_CLUSTER_ROUNDS lets everything go wrong
/// more than once, for the table of <c>docs/cluster.md</c>; how long windows stalled is told, and is no matter of right or wrong.
/// </summary>
public sealed class ClusterFaultTests(ITestOutputHelper output) : IDisposable
{
    private const int Enough = 200;
    private static readonly TimeSpan LongHang = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);
    private readonly int _rounds = int.TryParse(Environment.GetEnvironmentVariable("TWEETSTREAM_CLUSTER_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 1;
    private readonly RunningCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [SkippableFact]
    public async Task Every_window_is_that_of_the_single_process_whatever_is_lost_on_the_way()
    {
        await _cluster.StartAsync(silos: 3);
        for (var round = 0; round < _rounds; round++)
        {
            await TellAsync("kill -9 of the silo that reads the relay", async () => await KillAsync(await ReaderAsync()));
            await TellAsync("kill -9 of the silo that writes the windows", async () => await KillAsync(await WriterAsync()));
            await TellAsync("kill -9 of a silo that only counts", async () => await KillAsync(await OtherAsync()));
            await TellAsync("a silo leaves and comes back", () => LeaveAsync(_cluster.Silos[round % 3]));
            await TellAsync("a silo hangs for 20 s and wakes up", () => HangAsync(_cluster.Silos[(round + 1) % 3]));
            await TellAsync("kill -9 of Redis, back after 1 s", KillRedisAsync);
            await TellAsync("kill -9 of the relay, back after 1 s", () => _cluster.Posts.KillRelayAsync(Away));
        }

        await TellAsync("one more silo joins", () => _cluster.Add().StartAndJoinAsync());
        await _cluster.GrowsAsync(Math.Max(5, Enough - _cluster.Written.Count));
        var windows = await _cluster.AssertExactAsync();
        output.WriteLine($"{windows} windows, each that of the single process");
        Assert.True(windows >= Enough, $"only {windows} windows");
    }

    private async Task TellAsync(string what, Func<Task> fault)
    {
        var stall = await _cluster.StallAsync(fault);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: no window for {stall.TotalSeconds:0.0} s"));
    }

    // Each comes back, as by whoever watches over processes.
    private static async Task KillAsync(Silo silo)
    {
        silo.Kill();
        await silo.StartAndJoinAsync();
    }

    private static async Task LeaveAsync(Silo silo)
    {
        await silo.LeaveAsync();
        await silo.StartAndJoinAsync();
    }

    // The others hold it for dead by then, and it must not do anything any more.
    private static async Task HangAsync(Silo silo)
    {
        silo.Hang(true);
        await Task.Delay(LongHang, TimeProvider.System);
        silo.Hang(false);
        Assert.Equal(1, await silo.Process.ExitAsync());
        Assert.Contains("hold this one for dead", silo.Process.Errors, StringComparison.Ordinal);
        await silo.StartAndJoinAsync();
    }

    private async Task KillRedisAsync()
    {
        _cluster.Store.Kill();
        await Task.Delay(Away, TimeProvider.System);
        await _cluster.Store.StartAsync();
    }

    private async Task<Silo> ReaderAsync() => At((string)(await _cluster.StatusAsync())["sources"]![0]!["silo"]!);

    private async Task<Silo> WriterAsync() => At((string)(await _cluster.StatusAsync())["writer"]!);

    private async Task<Silo> OtherAsync()
    {
        var status = await _cluster.StatusAsync();
        string[] taken = [(string)status["sources"]![0]!["silo"]!, (string)status["writer"]!];
        return _cluster.Silos.First(silo => !taken.Contains(silo.Address));
    }

    private Silo At(string address) => _cluster.Silos.Single(silo => silo.Address == address);
}
