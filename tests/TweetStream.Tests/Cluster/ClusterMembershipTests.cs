using TweetStream.Cluster.Hosting;

namespace TweetStream.Tests.Cluster;

public sealed class ClusterMembershipTests
{
    [Theory]
    [InlineData("localhost", MembershipKind.Localhost, "localhost:11111", null)]
    [InlineData("localhost:4000", MembershipKind.Localhost, "localhost:4000", null)]
    [InlineData("redis://127.0.0.1", MembershipKind.Redis, "redis://127.0.0.1:6379/0", null)]
    [InlineData("redis://127.0.0.1:7000/", MembershipKind.Redis, "redis://127.0.0.1:7000/0", null)]
    [InlineData("rediss://me@redis.example/07", MembershipKind.Redis, "rediss://redis.example:6379/7", "me")]
    [InlineData("postgres://127.0.0.1/tweets", MembershipKind.Postgres, "postgres://127.0.0.1:5432/tweets", null)]
    [InlineData("postgresql://me@db.example:6000/tweets", MembershipKind.Postgres, "postgres://db.example:6000/tweets", "me")]
    [InlineData("postgres://a%40b@db.example/my%20tweets", MembershipKind.Postgres, "postgres://db.example:5432/my%20tweets", "a@b")]
    public void What_a_person_writes_is_read(string value, MembershipKind kind, string text, string? user)
    {
        Assert.True(ClusterMembership.TryParse(value, out var membership, out var reason), reason);
        Assert.Equal((kind, text, user), (membership.Kind, membership.ToString(), membership.User));
    }

    [Theory]
    [InlineData("", "allowed are localhost, localhost:PORT of the primary silo, redis:// or rediss:// (TLS)")]
    [InlineData("mysql://127.0.0.1/tweets", "and postgres:// with [USER@]HOST[:PORT]/DATABASE")]
    [InlineData("postgres:///tweets", "and postgres:// with [USER@]HOST[:PORT]/DATABASE")]
    [InlineData("postgres://127.0.0.1/tweets?sslmode=require", "and postgres:// with [USER@]HOST[:PORT]/DATABASE")]
    [InlineData("localhost:70000", "'localhost:70000' has no port of a primary silo")]
    [InlineData("redis://127.0.0.1/16", "its database is no number from 0 to 15")]
    [InlineData("redis://127.0.0.1/tweets", "its database is no number from 0 to 15")]
    [InlineData("postgres://127.0.0.1", "it names no database of the PostgreSQL")]
    [InlineData("postgres://127.0.0.1/", "it names no database of the PostgreSQL")]
    [InlineData("postgres://127.0.0.1/a/b", "it names no database of the PostgreSQL")]
    public void What_cannot_be_used_is_told_with_what_is_allowed(string value, string told)
    {
        Assert.False(ClusterMembership.TryParse(value, out _, out var reason));
        Assert.Contains(told, reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://me:open-sesame@127.0.0.1")]
    [InlineData("postgres://me:open-sesame@127.0.0.1/tweets")]
    [InlineData("postgres://me:open-sesame@127.0.0.1")]
    [InlineData("mysql://me:open-sesame@127.0.0.1")]
    public void A_password_is_refused_and_not_repeated(string value)
    {
        Assert.False(ClusterMembership.TryParse(value, out _, out var reason));
        Assert.DoesNotContain("sesame", reason, StringComparison.Ordinal);
    }
}
