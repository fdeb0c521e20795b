using TweetStream.Cluster;
using TweetStream.Cluster.Stores;

namespace TweetStream.Tests.Cluster;

/// <summary>What a silo finds in a database, or makes there, before it starts.</summary>
[Collection(nameof(PostgresDatabase))]
public sealed class PostgresLinkTests(PostgresDatabase database)
{
    [SkippableFact]
    public async Task Many_that_start_at_once_in_an_empty_database_find_its_tables_made()
    {
        await DoAsync("create database empty");
        var links = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => database.OpenAsync("empty")));
        Assert.All(links, link => Assert.Null(link.Problem));
        Assert.Equal(4L, await AskAsync(links[0], "select count(*) from pg_class where relname like 'tweetstream\\_%' and relkind in ('r', 'S')"));
    }

    [SkippableFact]
    public async Task Who_may_only_use_the_tables_needs_no_right_to_make_any()
    {
        await DoAsync("create database shared");
        await DoAsync("create role guest login");
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => database.OpenAsync("shared", "guest"));
        Assert.Contains("its user lacks a right (permission denied for schema public); let it own the database, or grant it what it lacks", refusal.Message, StringComparison.Ordinal);
        var owner = await database.OpenAsync("shared");
        await DoAsync(owner, "grant select, insert, update, delete on all tables in schema public to guest; grant usage on all sequences in schema public to guest");
        var guest = new PostgresMembership(await database.OpenAsync("shared", "guest"), "service", "cluster");
        await guest.InitializeMembershipTable(tryInitTableVersion: true);
        Assert.Empty((await guest.ReadAll()).Members);
    }

    [SkippableFact]
    public async Task What_is_acknowledged_is_on_the_disk_and_a_silo_that_hangs_holds_no_lock_for_long_however_the_server_is_set()
    {
        await DoAsync("create database hasty");
        await DoAsync("alter database hasty set synchronous_commit = off");
        await DoAsync("alter database hasty set idle_in_transaction_session_timeout = 0");
        var link = await database.OpenAsync("hasty");
        Assert.Equal("on", await AskAsync(link, "show synchronous_commit"));
        Assert.Equal("5s", await AskAsync(link, "show idle_in_transaction_session_timeout"));
    }

    [SkippableFact]
    public async Task A_change_of_several_rows_of_which_one_is_missing_is_none()
    {
        var link = await database.OpenAsync();
        await DoAsync(link, "create table counts (tag text, count integer); insert into counts values ('a', 1)");
        const string add = "update counts set count = count + 1 where tag = $1";
        Assert.False(await link.ChangeAllAsync((add, ["a"]), (add, ["b"])));
        Assert.Equal(1, await AskAsync(link, "select count from counts"));
        Assert.True(await link.ChangeAllAsync((add, ["a"]), (add, ["a"])));
        Assert.Equal(3, await AskAsync(link, "select count from counts"));
    }

    private async Task DoAsync(string statement) => await DoAsync(await database.OpenAsync(), statement);

    private static async Task DoAsync(PostgresLink link, string statement)
    {
        await using var command = link.Command(statement);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> AskAsync(PostgresLink link, string statement)
    {
        await using var command = link.Command(statement);
        return await command.ExecuteScalarAsync();
    }
}
