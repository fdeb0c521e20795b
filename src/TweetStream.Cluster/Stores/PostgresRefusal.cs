using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using TweetStream.Cluster.Hosting;

namespace TweetStream.Cluster.Stores;

/// <summary>Why a PostgreSQL does not do what it is asked, in a few words for a person, with the remedy where there is one.</summary>
internal static class PostgresRefusal
{
    private const string Password = "set TWEETSTREAM__CLUSTER__PASSWORD, or give --password-file";

    public static string Of(Exception failure, ClusterMembership membership) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } => $"it does not let us in; {Password}",
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } refused => $"it does not let us in ({refused.MessageText}); {Password}, and name the user before the host, with an @ between",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => $"it has no database '{membership.Database}'; create it (createdb '{membership.Database}')",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused => $"its user lacks a right ({refused.MessageText}); let it own the database, or grant it what it lacks",
        PostgresException other => other.MessageText,
        NpgsqlException when failure.Message.Contains("No password", StringComparison.Ordinal) => $"it does not let us in; {Password}",
        SocketException or { InnerException: SocketException or EndOfStreamException } => "nothing answers there",
        { InnerException: TimeoutException } or TimeoutException => "it does not answer",
        { InnerException: AuthenticationException untrusted } => $"its certificate cannot be trusted: {untrusted.Message}",
        _ => Reason.Of(failure),
    };
}
