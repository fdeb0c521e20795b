using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using TweetStream.Cluster.Hosting;

namespace TweetStream.Cluster.Stores;

/// <summary>
/// The connections of a process to the PostgreSQL of its cluster. Owns how they are made and watched; they come back by
/// themselves for as long as the process lives, and what is asked meanwhile fails after a few seconds.
/// </summary>
internal sealed partial class PostgresLink(ClusterAccess access, TimeProvider time, ILogger<PostgresLink> log) : BackgroundService, IStoreLink
{
    /// <summary>Most connections of one process: a server has 100 for all, where nobody has told it otherwise.</summary>
    public const int MostConnections = 8;

    private const int PatienceSeconds = 5;
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);
    private readonly string _name = $"PostgreSQL at {access.Membership}";
    private readonly StoreOutage _outage = new($"PostgreSQL at {access.Membership}", log);
    private NpgsqlDataSource? _source;

    /// <inheritdoc/>
    public string? Problem => _source is not null && !_outage.IsDown ? null : $"there is no connection to {_name}";

    private NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("the connection has not been opened");

    /// <inheritdoc/>
    /// <exception cref="ClusterException">There is no such database, or it does not let us in.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _source = NpgsqlDataSource.Create(Configuration());
        try
        {
            // Said of the file here, and not of a handshake.
            if (access.CaFile is { } file)
                new X509Certificate2Collection().ImportFromPemFile(file);
            await CheckAsync(cancellationToken);
            await PostgresTables.CreateAsync(_source, cancellationToken);
        }
        catch (Exception failure) when (failure is DbException or SocketException or TimeoutException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ClusterException($"{_name} cannot be used: {PostgresRefusal.Of(failure, access.Membership)}", failure);
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_source is not null)
            await _source.DisposeAsync();
    }

    /// <summary>A statement that runs by itself, whole or not at all.</summary>
    /// <param name="statement">With $1, $2 and so on for the values.</param>
    /// <param name="values">In that order.</param>
    public NpgsqlCommand Command(string statement, params ReadOnlySpan<object> values) => With(Source.CreateCommand(statement), values);

    /// <summary>Runs statements that change one row each, all or none of them.</summary>
    /// <returns>Whether each had its row to change; if not, nothing is changed.</returns>
    public async Task<bool> ChangeAllAsync(params (string Statement, object[] Values)[] changes)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var (statement, values) in changes)
        {
            await using var command = With(new NpgsqlCommand(statement, connection, transaction), values);
            // What is not committed is rolled back with the transaction's end.
            if (await command.ExecuteNonQueryAsync() != 1)
                return false;
        }

        await transaction.CommitAsync();
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var ping = Command("select 1");
                await ping.ExecuteScalarAsync(stoppingToken);
                _outage.Back();
            }
            catch (Exception failure)
            {
                if (stoppingToken.IsCancellationRequested)
                    return;
                // Whatever it is, the next pulse tries again. Idle connections to a server that has gone would fail one after another.
                _outage.Lost(PostgresRefusal.Of(failure, access.Membership));
                Source.Clear();
            }

            await Task.Delay(Pulse, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private NpgsqlConnectionStringBuilder Configuration()
    {
        var membership = access.Membership;
        var configuration = new NpgsqlConnectionStringBuilder
        {
            Host = membership.Host,
            Port = membership.Port,
            Database = membership.Database,
            Username = membership.User ?? Environment.UserName,
            Password = access.Password,
            ApplicationName = "tweetstream",
            Timeout = PatienceSeconds,
            CommandTimeout = PatienceSeconds,
            MaxPoolSize = MostConnections,
            GssEncryptionMode = GssEncryptionMode.Disable,
            // What was acknowledged must not be lost in a crash, whatever the server does for others; and a silo that hangs must not hold the lock of a change that it has begun.
            Options = string.Create(CultureInfo.InvariantCulture, $"-c synchronous_commit=on -c idle_in_transaction_session_timeout={PatienceSeconds}s"),
        };
        if (access.CaFile is { } file)
            (configuration.SslMode, configuration.RootCertificate) = (SslMode.VerifyFull, file);
        return configuration;
    }

    private async Task CheckAsync(CancellationToken stop)
    {
        await using var command = Command("select pg_is_in_recovery(), current_setting('fsync')");
        await using var reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        if (reader.GetBoolean(0))
            throw new ClusterException($"{_name} cannot be used: it is a standby, which takes no writes; name the primary");
        if (reader.GetString(1) == "off")
            LogForgetful(_name);
    }

    private static NpgsqlCommand With(NpgsqlCommand command, ReadOnlySpan<object> values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    [LoggerMessage(LogLevel.Warning, "{Postgres} does not wait for its disk (fsync off): its crash loses windows that are not written yet, or all. Run it with fsync on.")]
    private partial void LogForgetful(string postgres);
}
