using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using TweetStream.Cluster.Stores;

namespace TweetStream.Tests.Cluster;

/// <summary>That Orleans gets from a table in PostgreSQL what it asks of any: changes that are whole, and of several at once only the first.</summary>
[Collection(nameof(PostgresDatabase))]
public sealed class PostgresMembershipTests(PostgresDatabase database)
{
    private static readonly DateTime Noon = new(2026, 11, 30, 12, 0, 0, DateTimeKind.Utc);
    private readonly string _service = Guid.NewGuid().ToString();

    [SkippableFact]
    public async Task A_cluster_begins_without_silos_and_begins_but_once()
    {
        var table = await TableAsync();
        var begun = await table.ReadAll();
        await table.InitializeMembershipTable(tryInitTableVersion: true);
        Assert.Equal((0, begun.Version.VersionEtag), ((await table.ReadAll()).Version.Version, (await table.ReadAll()).Version.VersionEtag));
        Assert.Empty(begun.Members);
    }

    [SkippableFact]
    public async Task A_silo_is_read_as_it_was_written()
    {
        var table = await TableAsync();
        var silo = Silo(1);
        silo.SuspectTimes = [Tuple.Create(Silo(2).SiloAddress, Noon.AddSeconds(3)), Tuple.Create(Silo(3).SiloAddress, Noon.AddSeconds(4))];
        await InsertAsync(table, silo);
        var all = await table.ReadAll();
        var read = all.Members.Single().Item1;
        Assert.Equal(silo.ToFullString(), read.ToFullString());
        Assert.Equal(silo.SuspectTimes, read.SuspectTimes);
        Assert.Equal((silo.SiloName, silo.HostName, silo.ProxyPort, silo.StartTime, silo.IAmAliveTime), (read.SiloName, read.HostName, read.ProxyPort, read.StartTime, read.IAmAliveTime));
        Assert.Equal(DateTimeKind.Utc, read.IAmAliveTime.Kind);
        Assert.Equal(1, all.Version.Version);
    }

    [SkippableFact]
    public async Task One_silo_is_read_with_the_version_of_the_table_that_it_is_in()
    {
        var table = await TableAsync();
        await InsertAsync(table, Silo(1));
        await InsertAsync(table, Silo(2));
        var one = await table.ReadRow(Silo(2).SiloAddress);
        Assert.Equal((Silo(2).SiloAddress, 2), (one.Members.Single().Item1.SiloAddress, one.Version.Version));
        var none = await table.ReadRow(Silo(3).SiloAddress);
        Assert.Empty(none.Members);
        Assert.Equal(one.Version, none.Version);
    }

    [SkippableFact]
    public async Task A_silo_that_is_there_is_not_inserted_again_and_nothing_changes()
    {
        var table = await TableAsync();
        await InsertAsync(table, Silo(1));
        var before = await table.ReadAll();
        Assert.False(await table.InsertRow(Silo(1, SiloStatus.Dead), before.Version.Next()));
        await AssertSameAsync(before, table);
    }

    [SkippableFact]
    public async Task Whoever_has_read_the_table_before_another_changed_it_changes_nothing()
    {
        var table = await TableAsync();
        await InsertAsync(table, Silo(1));
        var stale = await table.ReadAll();
        await InsertAsync(table, Silo(2));
        var before = await table.ReadAll();
        Assert.False(await table.InsertRow(Silo(3), stale.Version.Next()));
        Assert.False(await table.UpdateRow(Silo(1, SiloStatus.Dead), ETag(before, 1), stale.Version.Next()));
        Assert.False(await table.InsertRow(Silo(3), new(before.Version.Version + 1, "no etag of ours")));
        await AssertSameAsync(before, table);
    }

    [SkippableFact]
    public async Task A_silo_is_updated_only_by_who_has_read_it_as_it_is()
    {
        var table = await TableAsync();
        await InsertAsync(table, Silo(1));
        var stale = ETag(await table.ReadAll(), 1);
        Assert.True(await table.UpdateRow(Silo(1, SiloStatus.Stopping), stale, (await table.ReadAll()).Version.Next()));
        var before = await table.ReadAll();
        Assert.NotEqual(stale, ETag(before, 1));
        Assert.Equal(SiloStatus.Stopping, before.Members.Single().Item1.Status);
        Assert.False(await table.UpdateRow(Silo(1, SiloStatus.Dead), stale, before.Version.Next()));
        Assert.False(await table.UpdateRow(Silo(2, SiloStatus.Dead), ETag(before, 1), before.Version.Next()));
        await AssertSameAsync(before, table);
    }

    [SkippableFact]
    public async Task A_sign_of_life_changes_nothing_else_and_puts_nothing_out_of_date()
    {
        var table = await TableAsync();
        await InsertAsync(table, Silo(1));
        var before = await table.ReadAll();
        await table.UpdateIAmAlive(new() { SiloAddress = Silo(1).SiloAddress, IAmAliveTime = Noon.AddHours(1) });
        var after = await table.ReadAll();
        var silo = after.Members.Single().Item1;
        Assert.Equal((Noon.AddHours(1), SiloStatus.Active, "silo 1"), (silo.IAmAliveTime, silo.Status, silo.SiloName));
        Assert.Equal((before.Version, ETag(before, 1)), (after.Version, ETag(after, 1)));
        Assert.True(await table.UpdateRow(Silo(1, SiloStatus.Dead), ETag(before, 1), before.Version.Next()));
    }

    [SkippableFact]
    public async Task Of_those_who_change_the_table_at_once_one_gets_through_at_a_time()
    {
        const int silos = 6;
        var tables = await Task.WhenAll(Enumerable.Range(0, silos).Select(async _ => await TableAsync(await database.OpenAsync())));
        var version = (await tables[0].ReadAll()).Version;
        var first = await Task.WhenAll(tables.Select((table, number) => table.InsertRow(Silo(number), version.Next())));
        Assert.Single(first, inserted => inserted);

        await Task.WhenAll(tables.Select((table, number) => first[number] ? Task.CompletedTask : InsertAsync(table, Silo(number))));
        var all = await tables[0].ReadAll();
        Assert.Equal((silos, silos), (all.Members.Count, all.Version.Version));
    }

    [SkippableFact]
    public async Task Silos_that_are_dead_for_long_are_cleaned_up_and_no_others()
    {
        var table = await TableAsync();
        MembershipEntry[] silos = [Silo(1, SiloStatus.Dead), Silo(2), Silo(3, SiloStatus.Dead), Silo(4, SiloStatus.Dead), Silo(5, SiloStatus.Dead)];
        silos[2].IAmAliveTime = Noon.AddSeconds(2);
        silos[3].SuspectTimes = [Tuple.Create(Silo(2).SiloAddress, Noon.AddSeconds(-9)), Tuple.Create(Silo(3).SiloAddress, Noon.AddSeconds(5))];
        silos[4].StartTime = Noon.AddSeconds(1.5);
        foreach (var silo in silos)
            await InsertAsync(table, silo);
        var before = await table.ReadAll();
        // The first one's last sign of life is at one second past noon.
        await table.CleanupDefunctSiloEntries(new(Noon.AddSeconds(1)));
        await AssertSameAsync(before, table);
        await table.CleanupDefunctSiloEntries(new(Noon.AddSeconds(1.5)));
        Assert.Equal([2, 3, 4, 5], await NumbersAsync(table));
        await table.CleanupDefunctSiloEntries(new(Noon.AddSeconds(2)));
        Assert.Equal([2, 3, 4], await NumbersAsync(table));
        await table.CleanupDefunctSiloEntries(new(Noon.AddDays(1)));
        Assert.Equal([2], await NumbersAsync(table));
        Assert.Equal(before.Version, (await table.ReadAll()).Version);
    }

    [SkippableFact]
    public async Task A_cluster_that_is_deleted_leaves_the_others_as_they_are_and_what_was_read_of_it_is_past()
    {
        var table = await TableAsync();
        var others = new[] { await TableAsync(cluster: "other"), new PostgresMembership(await database.OpenAsync(), _service + "-other", "cluster") };
        await others[1].InitializeMembershipTable(tryInitTableVersion: true);
        var begun = (await table.ReadAll()).Version;
        foreach (var each in others.Prepend(table))
            await InsertAsync(each, Silo(1));
        var before = await Task.WhenAll(others.Select(other => other.ReadAll()));
        var stale = (await table.ReadAll()).Version;
        await table.DeleteMembershipTableEntries("cluster");
        await Assert.ThrowsAsync<InvalidOperationException>(table.ReadAll);
        await AssertSameAsync(before[0], others[0]);
        await AssertSameAsync(before[1], others[1]);

        await table.InitializeMembershipTable(tryInitTableVersion: true);
        Assert.Empty((await table.ReadAll()).Members);
        Assert.False(await table.InsertRow(Silo(1), begun.Next()));
        Assert.False(await table.InsertRow(Silo(1), stale.Next()));
    }

    [SkippableFact]
    public async Task Who_asks_finds_the_silos_that_take_questions()
    {
        var link = await database.OpenAsync();
        var table = await TableAsync(link);
        await InsertAsync(table, Silo(1));
        await InsertAsync(table, Silo(2, SiloStatus.Joining));
        await InsertAsync(table, Silo(3, SiloStatus.Dead));
        var deaf = Silo(4);
        deaf.ProxyPort = 0;
        await InsertAsync(table, deaf);
        var gateways = new PostgresGateways(link, new() { ServiceId = _service, ClusterId = "cluster" }, Options.Create(new GatewayOptions()));
        await gateways.InitializeGatewayListProvider();
        Assert.Equal([SiloAddress.New(IPAddress.Loopback, 30_001, 7).ToGatewayUri()], await gateways.GetGateways());
    }

    private async Task<PostgresMembership> TableAsync(PostgresLink? link = null, string cluster = "cluster")
    {
        var table = new PostgresMembership(link ?? await database.OpenAsync(), _service, cluster);
        await table.InitializeMembershipTable(tryInitTableVersion: true);
        return table;
    }

    private static async Task InsertAsync(PostgresMembership table, MembershipEntry silo)
    {
        while (!await table.InsertRow(silo, (await table.ReadAll()).Version.Next()))
        {
            // Another was first.
        }
    }

    private static async Task AssertSameAsync(MembershipTableData before, PostgresMembership table)
    {
        var now = await table.ReadAll();
        Assert.Equal(Text(before), Text(now));

        static string Text(MembershipTableData data) =>
            string.Join('\n', data.Members.Select(silo => $"{silo.Item2} {silo.Item1.ToFullString()}").Order(StringComparer.Ordinal).Prepend($"{data.Version.Version} {data.Version.VersionEtag}"));
    }

    private static async Task<IEnumerable<int>> NumbersAsync(PostgresMembership table) =>
        (await table.ReadAll()).Members.Select(silo => silo.Item1.SiloAddress.Endpoint.Port - 11_000).Order();

    private static string ETag(MembershipTableData data, int silo) => data.TryGet(Silo(silo).SiloAddress)!.Item2;

    private static MembershipEntry Silo(int number, SiloStatus status = SiloStatus.Active) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11_000 + number, 7),
        SiloName = $"silo {number}",
        HostName = "host",
        ProxyPort = 30_000 + number,
        Status = status,
        StartTime = Noon,
        IAmAliveTime = Noon.AddSeconds(1),
    };
}
