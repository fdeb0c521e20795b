using Npgsql;

namespace TweetStream.Cluster.Stores;

/// <summary>
/// What the database holds. All ETags are numbers of one sequence, so that none comes twice: a row that was deleted and
/// written anew is never taken for the one that was read before.
/// </summary>
internal static class PostgresTables
{
    // Any number that nobody else locks; it is what the word "tweets" is in ASCII.
    private const long Lock = 0x7477_6565_7473;

    private const string Statements =
        """
        create sequence tweetstream_etags;

        create table tweetstream_clusters (
            service text not null,
            cluster text not null,
            version integer not null,
            etag bigint not null,
            primary key (service, cluster));

        create table tweetstream_silos (
            service text not null,
            cluster text not null,
            silo text not null,
            etag bigint not null,
            name text not null,
            host text not null,
            gateway_port integer not null,
            status text not null,
            started timestamptz not null,
            alive timestamptz not null,
            suspected_by text[] not null,
            suspected timestamptz[] not null,
            primary key (service, cluster, silo),
            foreign key (service, cluster) references tweetstream_clusters on delete cascade);

        create table tweetstream_records (
            service text not null,
            grain text not null,
            name text not null,
            etag bigint not null,
            version integer not null,
            content bytea not null,
            primary key (service, grain, name));
        """;

    /// <summary>Creates what is missing, all of it or nothing. Silos that start at once do so one after another.</summary>
    public static async Task CreateAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using var taken = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, transaction) { Parameters = { new() { Value = Lock } } };
        await taken.ExecuteNonQueryAsync(stop);
        // Who only uses the tables needs no right to create any.
        if (await AreThereAsync(connection, stop))
            return;
        await using var create = new NpgsqlCommand(Statements, connection, transaction);
        await create.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
    }

    // They are created together, so the last of them stands for all. Not by to_regclass(), which may not see what another session has just made.
    private static async Task<bool> AreThereAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select exists (select from pg_class where relname = 'tweetstream_records' and pg_table_is_visible(oid))", connection);
        return await command.ExecuteScalarAsync(stop) is true;
    }
}
