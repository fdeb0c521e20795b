using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using TweetStream.EndToEnd.Tests.Operations;

namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>One silo: what it is asked, whom it finds, and what it says when that goes wrong.</summary>
public sealed class SiloTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--membership", "memcached://127.0.0.1", "--membership: allowed are localhost, localhost:PORT of the primary silo, redis:// or rediss://")]
    [InlineData("--membership", "postgres://127.0.0.1", "--membership: it names no database of the PostgreSQL")]
    [InlineData("--membership", "redis://127.0.0.1/99", "--membership: its database is no number from 0 to 15")]
    [InlineData("--membership", "localhost:0", "--membership: 'localhost:0' has no port of a primary silo")]
    [InlineData("--listen", "0.0.0.0", "--listen: '0.0.0.0' can be reached from other machines; give --allow-remote")]
    [InlineData("--advertise", "10.0.0.7", "--advertise: '10.0.0.7' can be reached from other machines; give --allow-remote")]
    [InlineData("--relay", "nowhere", "--relay: 'nowhere' is no relay; allowed is HOST:PORT")]
    [InlineData("--relay", "a:1 --relay a:1", "--relay: 'a:1' is given twice")]
    [InlineData("--listen", "* --allow-remote", "--advertise: where it listens on every address")]
    [InlineData("--advertise", "10.0.0.7 --allow-remote", "--membership: 'localhost' is for silos of one machine")]
    [InlineData("--cluster-cert", "cert.pem", "--cluster-cert, --cluster-key and --cluster-ca go together")]
    [InlineData("--partitions", "0", "--partitions: '0' is no whole number from 1 to 4096")]
    [InlineData("--cluster-id", "a/b", "--cluster-id: 'a/b' is no name")]
    [InlineData("--dashboard", "", "--dashboard goes only with --http")]
    [InlineData("--window", "0s", "--window: '0s'")]
    public async Task A_value_that_cannot_be_used_is_told(string option, string value, string told)
    {
        var ended = await Tweetstream.RunAsync(_folder, "", ["cluster", "silo", option, .. value.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(2, ended.ExitCode);
        Assert.StartsWith("tweetstream: " + told, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_among_the_arguments_is_refused_and_not_repeated()
    {
        var ended = await Tweetstream.RunAsync(_folder, "", "cluster", "silo", "--membership", "redis://user:open-sesame@127.0.0.1");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("TWEETSTREAM__CLUSTER__PASSWORD", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("watch")]
    [InlineData("status")]
    public async Task Where_no_redis_answers_it_says_so_and_ends(string command)
    {
        var membership = $"redis://127.0.0.1:{RestartedRelay.FreePort()}";
        var ended = await Tweetstream.RunAsync(_folder, "", "cluster", command, "--membership", membership);
        Assert.Equal((1, $"tweetstream: Redis at {membership}/0 cannot be used: nothing answers there"), (ended.ExitCode, ended.Errors.Trim()));
    }

    [SkippableFact]
    public async Task A_redis_with_a_password_lets_in_who_knows_it_from_the_environment_or_a_file()
    {
        using var redis = new RedisServer(_folder, "--requirepass", "open-sesame");
        await redis.StartAsync();
        var refused = await Tweetstream.RunAsync(_folder, "", ["cluster", "silo", .. Silo.OwnPorts(), "--membership", redis.Membership]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("it does not let us in; set TWEETSTREAM__CLUSTER__PASSWORD", refused.Errors, StringComparison.Ordinal);

        _folder.Write("password", "open-sesame\n");
        Assert.Null(Shell.Run("chmod", "600", _folder.File("password")));
        using var silo = new Silo(_folder, "--membership", redis.Membership, "--password-file", "password");
        await silo.StartAndJoinAsync();
        Assert.DoesNotContain("sesame", silo.Process.Errors, StringComparison.Ordinal);
        await silo.LeaveAsync();
    }

    [SkippableFact]
    public async Task Silos_tell_who_joins_who_leaves_and_who_is_lost()
    {
        using var redis = new RedisServer(_folder);
        await redis.StartAsync();
        using var first = new Silo(_folder, "--membership", redis.Membership, "--http", "127.0.0.1:0");
        await first.StartAndJoinAsync();
        await Readiness.ReadyAsync(await Scrape.PortOfAsync(first.Process));
        using var second = new Silo(_folder, "--membership", redis.Membership);
        await second.StartAndJoinAsync();
        await first.Process.SaysAsync($"Silo {second.Address} has joined; silos: 2.");
        await second.LeaveAsync();
        await first.Process.SaysAsync($"Silo {second.Address} is gone; silos: 1.");
        await second.StartAndJoinAsync();
        second.Process.Kill();
        await first.Process.SaysAsync($"Silo {second.Address} is gone; silos: 1.");
        Assert.Equal(2, first.Process.Errors.Split($"Silo {second.Address} has joined").Length - 1);
        await first.LeaveAsync();
    }

    [SkippableFact]
    public async Task A_silo_tells_that_its_redis_is_lost_and_that_it_is_back()
    {
        using var redis = new RedisServer(_folder);
        await redis.StartAsync();
        using var silo = new Silo(_folder, "--membership", redis.Membership, "--http", "127.0.0.1:0");
        await silo.StartAndJoinAsync();
        var port = await Scrape.PortOfAsync(silo.Process);
        redis.Kill();
        await silo.Process.SaysAsync("is lost (");
        await Readiness.FailingAsync(port, "there is no connection to Redis at ");
        Assert.Equal(HttpStatusCode.OK, (await Readiness.OfAsync(port, "healthz")).Code);
        await redis.StartAsync();
        await silo.Process.SaysAsync("is back.");
        await Readiness.ReadyAsync(port);
        await silo.LeaveAsync();
    }

    [SkippableFact]
    public async Task A_silo_whose_redis_is_lost_ends_when_it_is_told_to()
    {
        using var redis = new RedisServer(_folder);
        await redis.StartAsync();
        using var silo = new Silo(_folder, "--membership", redis.Membership);
        await silo.StartAndJoinAsync();
        redis.Kill();
        await silo.Process.SaysAsync("is lost (");
        await silo.LeaveAsync();
        Assert.Contains("leaves without handing over", silo.Process.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_redis_that_forgets_is_warned_of()
    {
        using var redis = new RedisServer(_folder, "--appendonly", "no", "--maxmemory-policy", "allkeys-lru");
        await redis.StartAsync();
        using var silo = new Silo(_folder, "--membership", redis.Membership);
        await silo.StartAndJoinAsync();
        Assert.Contains("keeps nothing on disk", silo.Process.Errors, StringComparison.Ordinal);
        Assert.Contains("throws away what it holds", silo.Process.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_redis_the_silos_of_one_machine_find_each_other_by_the_first_of_them_and_say_what_that_means()
    {
        using var first = new Silo(_folder);
        var membership = $"localhost:{first.Port}";
        first.Start("--membership", membership);
        await first.Process.SaysAsync("is in the memory of the one at port");
        using var second = new Silo(_folder);
        second.Start("--membership", membership);
        await second.Process.SaysAsync("silos: 2.");
        await second.LeaveAsync();
        await first.LeaveAsync();
    }

    [Fact]
    public async Task A_silo_that_is_started_by_a_program_leaves_with_it()
    {
        using var silo = new Silo(_folder, "--until-input-ends");
        silo.Start("--membership", $"localhost:{silo.Port}");
        await silo.Process.SaysAsync("Joined the cluster");
        Assert.Equal(0, (await silo.Process.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_silo_that_does_not_get_to_join_leaves_with_the_program_that_started_it()
    {
        using var silo = new Silo(_folder, "--until-input-ends");
        silo.Start("--membership", $"localhost:{RestartedRelay.FreePort()}");
        var ended = await silo.Process.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("ends before it has joined", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task A_silo_that_does_not_get_to_join_ends_when_it_is_told_to(PosixSignal signal)
    {
        // What takes its connection never answers.
        using var primary = new TcpListener(IPAddress.Loopback, 0);
        primary.Start();
        using var silo = new Silo(_folder);
        silo.Start("--membership", $"localhost:{((IPEndPoint)primary.LocalEndpoint).Port}");
        (await primary.AcceptTcpClientAsync().WaitAsync(Patience.Limit)).Dispose();
        silo.Process.Signal(signal);
        Assert.Equal(0, await silo.Process.ExitAsync());
        Assert.DoesNotContain("unexpected", silo.Process.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using var silo = new Silo(_folder);
        silo.Start("--membership", $"localhost:{silo.Port}");
        await silo.Process.SaysAsync("Joined the cluster");
        using var other = new Silo(_folder);
        var ended = await Tweetstream.RunAsync(_folder, "", "cluster", "silo", "--membership", $"localhost:{silo.Port}", "--silo-port", $"{other.Port}", "--gateway-port", $"{silo.GatewayPort}");
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($"port {silo.GatewayPort}", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("in use", ended.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_silo_serves_its_metrics_and_orleans_dashboard()
    {
        using var silo = new Silo(_folder);
        silo.Start("--membership", $"localhost:{silo.Port}", "--http", "127.0.0.1:0", "--dashboard");
        await silo.Process.SaysAsync("Joined the cluster");
        var port = await Scrape.PortOfAsync(silo.Process);
        Assert.Contains("orleans_", (await Scrape.OfAsync(port)).Text, StringComparison.Ordinal);
        using var client = new HttpClient();
        Assert.Contains("Orleans Dashboard", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/dashboard/")), StringComparison.Ordinal);
        // It gathers what it tells, which takes a while.
        var told = "";
        await Eventually.HoldsAsync(
            async () => (told = await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/dashboard/DashboardCounters"))).Contains($":{silo.Port}", StringComparison.Ordinal),
            () => $":{silo.Port} in {told}");
        silo.Process.Signal(PosixSignal.SIGINT);
        Assert.Equal(0, await silo.Process.ExitAsync());
    }
}
