using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>A silo that finds a state which it cannot go on with.</summary>
public sealed class ClusterStateTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly RedisServer _redis;
    private readonly RestartedRelay _relay;
    private readonly Silo _silo;

    public ClusterStateTests()
    {
        _redis = new(_folder);
        _relay = new(_folder, "--source", "stdin", "--rate", "max", "--wait-for-clients", "0");
        _silo = new(_folder, "--membership", _redis.Membership, "--relay", _relay.Address, "--from", "earliest", "--partitions", "4");
    }

    public void Dispose()
    {
        _silo.Dispose();
        _relay.Dispose();
        _redis.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task A_cluster_that_is_started_anew_with_other_options_than_those_of_its_state_ends_and_says_which()
    {
        await CountAsync();
        await _silo.LeaveAsync();
        _silo.Start("--window", "30s");
        Assert.Equal(1, await _silo.Process.ExitAsync());
        Assert.Contains("tweetstream: service tweetstream was made with --window 20s, and this silo was given --window 30s; give the same options or another --service\n", _silo.Process.Errors, StringComparison.Ordinal);
        _silo.Start("--window", "30s", "--service", "another");
        await _silo.Process.SaysAsync("Joined the cluster");
        await OffsetAsync(3, "--service", "another");
    }

    [SkippableFact]
    public async Task A_relay_that_comes_back_with_another_archive_is_not_counted_and_a_cluster_without_any_other_ends()
    {
        await CountAsync();
        _silo.Abandon();
        _relay.Kill();
        await _relay.StartAndListenAsync("--archive", "another");
        await _relay.Process.HearAsync("#other\n");
        Assert.Equal(1, await _silo.Process.ExitAsync());
        Assert.Matches(@"tweetstream: 127\.0\.0\.1:\d+ has the archive [0-9a-f]{32} now, and the counts go on in the archive [0-9a-f]{32}\n", _silo.Process.Errors);
        // Nor is it, by one that is started over the state.
        _silo.Start();
        Assert.Equal(1, await _silo.Process.ExitAsync());
        Assert.Contains("and the counts go on in the archive", _silo.Process.Errors, StringComparison.Ordinal);

        _relay.Kill();
        await _relay.StartAndListenAsync("--archive", "posts");
        await _silo.StartAndJoinAsync();
        await _relay.Process.HearAsync("#d\n");
        await OffsetAsync(4);
    }

    private async Task CountAsync()
    {
        await _redis.StartAsync();
        await _relay.StartAndListenAsync("--archive", "posts");
        await _relay.Process.HearAsync("#a\n#b\n#c\n");
        await _silo.StartAndJoinAsync();
        await OffsetAsync(3);
    }

    // Of what every part has counted.
    private async Task OffsetAsync(long expected, params string[] more)
    {
        var last = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                var ended = await Tweetstream.RunAsync(_folder, "", ["cluster", "status", "--membership", _redis.Membership, "--output", "json", .. more]);
                last = ended.Output + ended.Errors;
                return ended.ExitCode == 0 && (long)JsonNode.Parse(ended.Output)!["sources"]![0]!["offset"]! == expected;
            },
            () => $"offset {expected}: {last}\n{_silo.Process.Errors}");
    }
}
