using System.Globalization;
using System.Net;
using TweetStream.EndToEnd.Tests.Operations;
using TweetStream.Tests.Cluster.Servers;
using Xunit.Abstractions;

namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>A cluster over a PostgreSQL: what it counts, and what it says when the server is not as it should be.</summary>
public sealed class PostgresTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Every_window_is_that_of_the_single_process_when_a_silo_is_lost_and_when_the_server_is()
    {
        using var cluster = new RunningCluster(_ => new PostgresServer(RestartedRelay.FreePort()));
        await cluster.StartAsync(silos: 3);
        var writer = (string)(await cluster.StatusAsync())["writer"]!;
        await TellAsync(cluster, "kill -9 of the silo that writes the windows", async () =>
        {
            var silo = cluster.Silos.Single(silo => silo.Address == writer);
            silo.Kill();
            await silo.StartAndJoinAsync();
        });
        await TellAsync(cluster, "PostgreSQL crashes and is back at once", async () =>
        {
            cluster.Store.Kill();
            await cluster.Store.StartAsync();
        });
        await TellAsync(cluster, "PostgreSQL crashes and is back after 1 s", async () =>
        {
            cluster.Store.Kill();
            await Task.Delay(Away, TimeProvider.System);
            await cluster.Store.StartAsync();
        });
        Assert.True(await cluster.AssertExactAsync() > 20);
    }

    [SkippableFact]
    public async Task A_silo_tells_that_its_server_is_lost_and_that_it_is_back()
    {
        using var server = new PostgresServer(RestartedRelay.FreePort());
        await server.StartAsync();
        using var silo = new Silo(_folder, "--membership", server.Membership, "--http", "127.0.0.1:0");
        await silo.StartAndJoinAsync();
        var port = await Scrape.PortOfAsync(silo.Process);
        await Readiness.ReadyAsync(port);
        server.Kill();
        await silo.Process.SaysAsync("is lost (");
        await Readiness.FailingAsync(port, "there is no connection to PostgreSQL at ");
        Assert.Equal(HttpStatusCode.OK, (await Readiness.OfAsync(port, "healthz")).Code);
        await server.StartAsync();
        await silo.Process.SaysAsync("is back.");
        await Readiness.ReadyAsync(port);
        await silo.LeaveAsync();
    }

    [SkippableFact]
    public async Task A_server_with_a_password_lets_in_who_knows_it_from_the_environment_or_a_file()
    {
        using var server = new PostgresServer(RestartedRelay.FreePort(), "open-sesame");
        await server.StartAsync();
        const string noWay = "it does not let us in; set TWEETSTREAM__CLUSTER__PASSWORD, or give --password-file";
        await AssertRefusedAsync(server.Membership, noWay);
        await AssertRefusedAsync(server.Membership, noWay, password: "open-barley");
        await AssertRefusedAsync(server.MembershipOf("nowhere"), "it has no database 'nowhere'; create it (createdb 'nowhere')", password: "open-sesame");

        _folder.Write("password", "open-sesame\n");
        Assert.Null(Shell.Run("chmod", "600", _folder.File("password")));
        using var silo = new Silo(_folder, "--membership", server.Membership, "--password-file", "password");
        await silo.StartAndJoinAsync();
        var status = await Tweetstream.RunAsync(_folder, "", "cluster", "status", "--membership", server.Membership, "--password-file", "password");
        Assert.True(status.ExitCode == 0, status.Errors);
        Assert.Contains(silo.Address, status.Output, StringComparison.Ordinal);
        await silo.LeaveAsync();
        Assert.DoesNotContain("sesame", silo.Process.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_server_that_must_show_a_certificate_is_refused_where_it_shows_none_or_that_of_another()
    {
        using var authority = new OwnAuthority(_folder, "own");
        using var other = new OwnAuthority(_folder, "other");
        var (certificate, key) = authority.Sign(IPAddress.Loopback);
        using var server = new PostgresServer(RestartedRelay.FreePort(), null, "ssl=on", "ssl_cert_file=../server.pem", "ssl_key_file=../server.key");
        server.Write("server.pem", File.ReadAllText(certificate));
        server.Write("server.key", File.ReadAllText(key));
        await server.StartAsync();
        await AssertRefusedAsync(server.Membership, "its certificate cannot be trusted", more: ["--membership-ca", other.File]);
        await AssertRefusedAsync(server.Membership, "Could not find file", more: ["--membership-ca", "nowhere.pem"]);
        using var silo = new Silo(_folder, "--membership", server.Membership, "--membership-ca", authority.File);
        await silo.StartAndJoinAsync();
        await silo.LeaveAsync();

        using var plain = new PostgresServer(RestartedRelay.FreePort());
        await plain.StartAsync();
        await AssertRefusedAsync(plain.Membership, "SSL", more: ["--membership-ca", authority.File]);
    }

    [SkippableFact]
    public async Task A_server_that_forgets_is_warned_of()
    {
        using var server = new PostgresServer(RestartedRelay.FreePort(), null, "fsync=off");
        await server.StartAsync();
        using var silo = new Silo(_folder, "--membership", server.Membership);
        await silo.StartAndJoinAsync();
        Assert.Contains("does not wait for its disk (fsync off)", silo.Process.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("watch")]
    [InlineData("status")]
    public async Task Where_no_server_answers_it_says_so_and_ends(string command)
    {
        var membership = $"postgres://127.0.0.1:{RestartedRelay.FreePort()}/tweets";
        await AssertRefusedAsync(membership, "nothing answers there", command: command);
    }

    private async Task TellAsync(RunningCluster cluster, string what, Func<Task> fault)
    {
        var stall = await cluster.StallAsync(fault);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: no window for {stall.TotalSeconds:0.0} s"));
    }

    private async Task AssertRefusedAsync(string membership, string reason, string command = "status", string? password = null, string[]? more = null)
    {
        var environment = password is null ? [] : new Dictionary<string, string>(StringComparer.Ordinal) { ["TWEETSTREAM__CLUSTER__PASSWORD"] = password };
        using var asking = Tweetstream.StartWith(_folder, environment, ["cluster", command, "--membership", membership, .. more ?? []]);
        var ended = await asking.EndAsync();
        Assert.Equal(1, ended.ExitCode);
        var line = Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"tweetstream: PostgreSQL at {membership.Replace(PostgresServer.User + "@", "", StringComparison.Ordinal)} cannot be used: {reason}", line, StringComparison.Ordinal);
    }
}
