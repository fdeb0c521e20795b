namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>Who gets into a cluster whose silos show certificates, and whose Redis does; who does not is told so in a line.</summary>
public sealed class ClusterTlsTests(EncryptedCluster cluster) : IClassFixture<EncryptedCluster>, IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Silos_with_certificates_of_their_authority_count_together_and_show_it_to_who_has_one()
    {
        await cluster.StartAsync();
        var status = await cluster.Running.StatusAsync();
        Assert.Equal(cluster.Running.Silos.Select(silo => silo.Address).Order(StringComparer.Ordinal), status["silos"]!.AsArray().Select(silo => (string)silo!["address"]!).Order(StringComparer.Ordinal));
        Assert.All(status["partitions"]!.AsArray(), partition => Assert.Null((string?)partition!["problem"]));
        await cluster.Running.GrowsAsync(3);
    }

    [SkippableTheory]
    [InlineData("status")]
    [InlineData("watch")]
    public async Task Who_asks_without_a_certificate_or_with_one_of_another_authority_is_told_so(string command)
    {
        await cluster.StartAsync();
        var silo = @"the silo at 127\.0\.0\.1:\d+ ";
        await Task.WhenAll(
            RefusedAsync(["cluster", command, .. cluster.Redis], silo + "takes only who shows a certificate; give --cluster-cert, --cluster-key and --cluster-ca"),
            RefusedAsync(["cluster", command, .. cluster.Redis, .. cluster.Distrustful], silo + "shows a certificate that the authority of --cluster-ca has not signed"),
            RefusedAsync(["cluster", command, .. cluster.Redis, .. cluster.Distrusted], silo + "does not take the certificate of --cluster-cert; its authority is another"));
    }

    [SkippableFact]
    public async Task A_silo_without_a_certificate_or_with_one_of_another_authority_does_not_get_in_and_the_others_go_on()
    {
        await cluster.StartAsync();
        var silo = @"the silo at 127\.0\.0\.1:\d+ ";
        await Task.WhenAll(
            RefusedAsync(Silo(cluster.Redis, []), silo + "takes only who shows a certificate; give --cluster-cert, --cluster-key and --cluster-ca"),
            RefusedAsync(Silo(cluster.Redis, cluster.Distrusted), silo + "does not take the certificate of --cluster-cert; its authority is another"));
        await cluster.Running.GrowsAsync(3);
        var status = await cluster.Running.StatusAsync();
        Assert.Equal(2, status["silos"]!.AsArray().Count(other => (string?)other!["state"] == "active"));
    }

    [SkippableFact]
    public async Task A_silo_with_a_certificate_does_not_join_those_without()
    {
        using var redis = new RedisServer(_folder);
        await redis.StartAsync();
        using var plain = new Silo(_folder, "--membership", redis.Membership);
        await plain.StartAndJoinAsync();
        await RefusedAsync(Silo(["--membership", redis.Membership], cluster.Distrusted), $"the silo at {plain.Address} speaks no TLS, and we were given --cluster-cert; give it to all of a cluster, or to none");
    }

    [SkippableFact]
    public async Task A_redis_that_speaks_tls_is_used_only_where_its_certificate_is_trusted()
    {
        await cluster.StartAsync();
        var membership = cluster.Running.Store.Membership;
        var refused = $"Redis at {membership}/0 cannot be used: ";
        await Task.WhenAll(
            RefusedAsync(Silo(["--membership", membership], ["--membership-ca", cluster.OtherCa]), refused + "its certificate is signed by none of those in --membership-ca .*"),
            RefusedAsync(["cluster", "status", "--membership", membership], refused + "its certificate is signed by nobody whom this system trusts; give --membership-ca"),
            RefusedAsync(["cluster", "status", "--membership", membership.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), .. cluster.RedisCa], "Redis at .* cannot be used: its certificate is not for localhost"),
            RefusedAsync(["cluster", "status", "--membership", membership.Replace("rediss", "redis", StringComparison.Ordinal)], "Redis at .* cannot be used: .*"),
            RefusedAsync(["cluster", "status", "--membership", membership, "--membership-ca", "nowhere.pem"], "the certificate of nowhere.pem cannot be used: .*"));
    }

    private static string[] Silo(string[] membership, string[] certificates) =>
        ["cluster", "silo", .. Cluster.Silo.OwnPorts(), .. membership, .. certificates];

    // On a busy machine who watches may say first that it waits, and a silo may hear of it from the others first; nothing of Orleans', and no stack.
    private async Task RefusedAsync(string[] command, string told)
    {
        var ended = await Tweetstream.RunAsync(_folder, "", command);
        Assert.Equal(1, ended.ExitCode);
        Assert.Equal("", ended.Output);
        Assert.Matches($"{told}\n", ended.Errors);
        Assert.All(
            ended.Errors.Trim().Split('\n'),
            line => Assert.Matches($@"^(Waiting for a silo of the cluster\.|(tweetstream|\d\d:\d\d:\d\d error: The other silos do not let this one in): {told})$", line));
    }
}
