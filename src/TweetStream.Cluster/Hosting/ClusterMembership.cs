using System.Globalization;

namespace TweetStream.Cluster.Hosting;

/// <summary>
/// Where the silos of a cluster find each other and keep their state, as a person writes it.
/// <code>
/// membership = "localhost" [ ":" port ]                          port of the primary silo; 11111 where none is given
///            | ("redis" | "rediss") "://" [ user "@" ] host [ ":" port ] [ "/" number ]
///            | ("postgres" | "postgresql") "://" [ user "@" ] host [ ":" port ] "/" database
/// </code>
/// A password never stands in it, because everybody on the machine sees arguments.
/// </summary>
public sealed record ClusterMembership
{
    public const int DefaultSiloPort = 11111;

    private const int RedisPort = 6379;
    private const int RedisDatabases = 16;
    private const int PostgresPort = 5432;

    /// <summary>One primary silo on this machine, which holds all that the cluster knows in its memory.</summary>
    public static readonly ClusterMembership Localhost = new() { Host = "localhost", Port = DefaultSiloPort };

    /// <summary>What holds membership and state.</summary>
    public MembershipKind Kind { get; private init; }

    /// <summary>Whether the connection to a Redis is encrypted.</summary>
    public bool IsEncrypted { get; private init; }

    /// <summary>Name or address of the server.</summary>
    public required string Host { get; init; }

    /// <summary>Port of the server, or of the primary silo.</summary>
    public required int Port { get; init; }

    /// <summary>Name of the database in the PostgreSQL, or its number in the Redis.</summary>
    public string Database { get; private init; } = "";

    /// <summary>Whom the server knows us as; null for the default user of a Redis, and the system's user for a PostgreSQL.</summary>
    public string? User { get; private init; }

    /// <summary>Reads a membership; otherwise <paramref name="reason"/> says what is allowed, and holds no password.</summary>
    public static bool TryParse(string value, out ClusterMembership membership, out string reason)
    {
        ArgumentNullException.ThrowIfNull(value);
        (membership, reason) = (Localhost, "");
        if (value == "localhost")
            return true;
        if (value.StartsWith("localhost:", StringComparison.Ordinal))
        {
            membership = Localhost with { Port = PortOf(value["localhost:".Length..]) };
            reason = $"'{value}' has no port of a primary silo; allowed is localhost:PORT with PORT from 1 to 65535";
            return membership.Port > 0;
        }

        // What follows may hold a password, so it is not repeated.
        reason = "allowed are localhost, localhost:PORT of the primary silo, redis:// or rediss:// (TLS) with [USER@]HOST[:PORT][/NUMBER], such as redis://127.0.0.1:6379, "
            + "and postgres:// with [USER@]HOST[:PORT]/DATABASE, such as postgres://127.0.0.1:5432/tweetstream";
        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || KindOf(url.Scheme) is not { } kind || url.Host.Length == 0 || url.Query.Length + url.Fragment.Length > 0)
            return false;
        if (url.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            reason = "a password stands in it, where everybody on the machine sees it; leave it out, and set TWEETSTREAM__CLUSTER__PASSWORD or give --password-file";
            return false;
        }

        if (!TryDatabase(kind, url.AbsolutePath, out var database, out reason))
            return false;
        membership = new()
        {
            Kind = kind,
            IsEncrypted = url.Scheme == "rediss",
            Host = url.Host.Trim('[', ']'),
            Port = url.Port >= 0 ? url.Port : kind == MembershipKind.Redis ? RedisPort : PostgresPort,
            Database = database,
            User = url.UserInfo.Length == 0 ? null : Uri.UnescapeDataString(url.UserInfo),
        };
        return true;
    }

    public override string ToString() => Kind switch
    {
        MembershipKind.Redis => string.Create(CultureInfo.InvariantCulture, $"{(IsEncrypted ? "rediss" : "redis")}://{Host}:{Port}/{Database}"),
        MembershipKind.Postgres => string.Create(CultureInfo.InvariantCulture, $"postgres://{Host}:{Port}/{Uri.EscapeDataString(Database)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"localhost:{Port}"),
    };

    private static MembershipKind? KindOf(string scheme) => scheme switch
    {
        "redis" or "rediss" => MembershipKind.Redis,
        "postgres" or "postgresql" => MembershipKind.Postgres,
        _ => null,
    };

    private static int PortOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue ? port : 0;

    private static bool TryDatabase(MembershipKind kind, string path, out string database, out string reason)
    {
        database = Uri.UnescapeDataString(path.TrimStart('/'));
        if (kind == MembershipKind.Postgres)
        {
            reason = "it names no database of the PostgreSQL, as postgres://127.0.0.1:5432/tweetstream does";
            return database.Length > 0 && !database.Contains('/', StringComparison.Ordinal);
        }

        reason = string.Create(CultureInfo.InvariantCulture, $"its database is no number from 0 to {RedisDatabases - 1}, such as redis://127.0.0.1:6379/0");
        var number = 0;
        if (database.Length > 0 && !int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return false;
        database = number.ToString(CultureInfo.InvariantCulture);
        return number < RedisDatabases;
    }
}

/// <summary>What holds membership and state of a cluster.</summary>
public enum MembershipKind
{
    /// <summary>The memory of a silo on this machine.</summary>
    Localhost,
    Redis,
    Postgres,
}
