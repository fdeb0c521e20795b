using Microsoft.Extensions.Logging.Abstractions;
using TweetStream.Cli.Hosting;
using TweetStream.Cluster.Hosting;
using TweetStream.Cluster.Stores;
using TweetStream.Tests.Cluster.Servers;

namespace TweetStream.Tests.Cluster;

/// <summary>One PostgreSQL for all tests that are content with a service of their own in it; started by the first of them.</summary>
public sealed class PostgresDatabase : IDisposable
{
    private readonly PostgresServer _server = new(FreePorts.Take(1)[0], null, "max_connections=300");
    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<PostgresLink> _links = [];
    private bool _isStarted;

    /// <summary>A connection of its own; skips the test where there is no PostgreSQL.</summary>
    internal async Task<PostgresLink> OpenAsync(string database = "postgres", string user = PostgresServer.User)
    {
        await _gate.WaitAsync();
        try
        {
            if (!_isStarted)
                await _server.StartAsync();
            _isStarted = true;
        }
        finally
        {
            _gate.Release();
        }

        Assert.True(ClusterMembership.TryParse(_server.MembershipOf(database, user), out var membership, out var reason), reason);
        var link = new PostgresLink(new() { Membership = membership }, TimeProvider.System, NullLogger<PostgresLink>.Instance);
        await link.StartAsync(CancellationToken.None);
        lock (_links)
            _links.Add(link);
        return link;
    }

    public void Dispose()
    {
        foreach (var link in _links)
        {
            link.StopAsync(CancellationToken.None).Wait();
            link.Dispose();
        }

        _server.Dispose();
        _gate.Dispose();
    }
}

[CollectionDefinition(nameof(PostgresDatabase))]
public sealed class SharedPostgres : ICollectionFixture<PostgresDatabase>;
