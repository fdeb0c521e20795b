using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TweetStream.Cluster.Hosting;

namespace TweetStream.Cluster.Stores;

/// <summary>
/// The one connection of a process to the Redis of its cluster. Owns how it is made and watched; it comes back by itself
/// for as long as the process lives, and what is asked meanwhile fails after a few seconds.
/// </summary>
internal sealed partial class RedisLink(ClusterAccess access, ILogger<RedisLink> log) : IStoreLink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly string _name = $"Redis at {access.Membership}";
    private ConnectionMultiplexer? _connection;
    private string? _distrust;

    /// <inheritdoc/>
    public string? Problem => _connection is { IsConnected: true } ? null : $"there is no connection to {_name}";

    public IConnectionMultiplexer Connection => _connection ?? throw new InvalidOperationException("the connection has not been opened");

    /// <inheritdoc/>
    /// <exception cref="ClusterException">There is no Redis, or it does not let us in.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _connection = await ConnectionMultiplexer.ConnectAsync(Configuration());
            var outage = new StoreOutage(_name, log);
            _connection.ConnectionFailed += (_, lost) => outage.Lost(lost.FailureType.ToString());
            _connection.ConnectionRestored += (_, _) => outage.Back();
            await CheckAsync(_connection);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            throw new ClusterException($"{_name} cannot be used: {Reason(failure)}", failure);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    private ConfigurationOptions Configuration()
    {
        var (membership, milliseconds) = (access.Membership, (int)Patience.TotalMilliseconds);
        var configuration = new ConfigurationOptions
        {
            EndPoints = { { membership.Host, membership.Port } },
            User = membership.User,
            Password = access.Password,
            DefaultDatabase = int.Parse(membership.Database, CultureInfo.InvariantCulture),
            Ssl = membership.IsEncrypted,
            SslHost = membership.IsEncrypted ? membership.Host : null,
            ClientName = "tweetstream",
            AbortOnConnectFail = true,
            ConnectRetry = 1,
            ConnectTimeout = milliseconds,
            AsyncTimeout = milliseconds,
            SyncTimeout = milliseconds,
            ReconnectRetryPolicy = new LinearRetry(500),
        };
        var authority = membership.IsEncrypted && access.CaFile is { } file ? Authority.Load(file) : null;
        configuration.CertificateValidation += (_, shown, chain, errors) => (_distrust = Distrust(authority, shown, chain, errors)) is null;
        return configuration;
    }

    private string? Distrust(Authority? authority, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
        shown is null ? "it shows no certificate"
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"its certificate is not for {access.Membership.Host}"
        : authority is not null ? (authority.HasSigned(new(shown), chain) ? null : $"its certificate is signed by none of those in --membership-ca {access.CaFile}")
        : errors == SslPolicyErrors.None ? null
        : "its certificate is signed by nobody whom this system trusts; give --membership-ca";

    private string Reason(Exception failure)
    {
        if (_distrust is not null)
            return _distrust;
        var all = failure.ToString();
        return all.Contains("WRONGPASS", StringComparison.Ordinal) || all.Contains("NOAUTH", StringComparison.Ordinal) || all.Contains("AuthenticationFailure", StringComparison.Ordinal)
            ? "it does not let us in; set TWEETSTREAM__CLUSTER__PASSWORD, or give --password-file"
            : failure is TimeoutException ? "it does not answer" : "nothing answers there";
    }

    // A Redis that forgets in a crash what it has acknowledged, or under pressure what is old, is no place for positions.
    private async Task CheckAsync(ConnectionMultiplexer connection)
    {
        await connection.GetDatabase().PingAsync();
        try
        {
            var server = connection.GetDatabase();
            if (await ValueAsync(server, "appendonly") == "no")
                LogForgetful(_name);
            else if (await ValueAsync(server, "appendfsync") is not "always" and var fsync)
                LogRarelyWritten(_name, fsync);
            if (await ValueAsync(server, "maxmemory-policy") is { } policy and not "noeviction")
                LogEvicts(_name, policy);
        }
        catch (RedisException)
        {
            // Who may not ask for its settings may still use it.
        }
    }

    private static async Task<string?> ValueAsync(IDatabase server, string setting) =>
        (string?[]?)await server.ExecuteAsync("CONFIG", "GET", setting) is [_, var value] ? value : null;

    [LoggerMessage(LogLevel.Warning, "{Redis} keeps nothing on disk (appendonly no): its crash loses windows that are not written yet. Run it with --appendonly yes --appendfsync always.")]
    private partial void LogForgetful(string redis);

    [LoggerMessage(LogLevel.Information, "{Redis} writes to its disk now and then (appendfsync {Policy}): its crash may take the cluster back a little, which it counts again.")]
    private partial void LogRarelyWritten(string redis, string? policy);

    [LoggerMessage(LogLevel.Warning, "{Redis} throws away what it holds when its memory is full (maxmemory-policy {Policy}). Run it with --maxmemory-policy noeviction.")]
    private partial void LogEvicts(string redis, string policy);
}
