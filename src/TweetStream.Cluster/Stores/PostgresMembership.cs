using Npgsql;

namespace TweetStream.Cluster.Stores;

/// <summary>
/// The silos of a cluster in PostgreSQL. Every change but a sign of life goes by way of the cluster's one row, whose ETag lets
/// only the first of several through, and holds the others until it is done.
/// </summary>
internal sealed class PostgresMembership(PostgresLink link, string service, string cluster) : IMembershipTable
{
    private const string Begin =
        """
        insert into tweetstream_clusters (service, cluster, version, etag)
        values ($1, $2, 0, nextval('tweetstream_etags')) on conflict do nothing
        """;

    private const string End = "delete from tweetstream_clusters where service = $1 and cluster = $2";

    private const string Move = "update tweetstream_clusters set version = $3, etag = nextval('tweetstream_etags') where service = $1 and cluster = $2 and etag = $4";

    private const string Insert =
        """
        insert into tweetstream_silos (service, cluster, silo, etag, name, host, gateway_port, status, started, alive, suspected_by, suspected)
        values ($1, $2, $3, nextval('tweetstream_etags'), $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing
        """;

    private const string Update =
        """
        update tweetstream_silos set etag = nextval('tweetstream_etags'), name = $4, host = $5, gateway_port = $6, status = $7, started = $8, alive = $9, suspected_by = $10, suspected = $11
        where service = $1 and cluster = $2 and silo = $3 and etag = $12
        """;

    // Of no ETag: it must not make what others have read out of date.
    private const string Live = "update tweetstream_silos set alive = $4 where service = $1 and cluster = $2 and silo = $3";

    private const string Read =
        """
        select c.version, c.etag, s.silo, s.etag, s.name, s.host, s.gateway_port, s.status, s.started, s.alive, s.suspected_by, s.suspected
        from tweetstream_clusters c left join tweetstream_silos s on s.service = c.service and s.cluster = c.cluster and ($3 = '' or s.silo = $3)
        where c.service = $1 and c.cluster = $2
        """;

    private const string CleanUp =
        """
        delete from tweetstream_silos
        where service = $1 and cluster = $2 and status = $3
        and greatest(started, alive, (select max(at) from unnest(suspected) at)) < $4
        """;

    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        if (!tryInitTableVersion)
            return;
        await using var command = link.Command(Begin, service, cluster);
        await command.ExecuteNonQueryAsync();
    }

    public async Task DeleteMembershipTableEntries(string clusterId)
    {
        await using var command = link.Command(End, service, clusterId);
        await command.ExecuteNonQueryAsync();
    }

    public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        await using var command = link.Command(CleanUp, service, cluster, nameof(SiloStatus.Dead), beforeDate.UtcDateTime);
        await command.ExecuteNonQueryAsync();
    }

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadAsync(key.ToParsableString());

    public Task<MembershipTableData> ReadAll() => ReadAsync("");

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => link.ChangeAllAsync(Moved(tableVersion), (Insert, Columns(entry)));

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => link.ChangeAllAsync(Moved(tableVersion), (Update, [.. Columns(entry), PostgresETag.Number(etag)]));

    public async Task UpdateIAmAlive(MembershipEntry entry)
    {
        await using var command = link.Command(Live, service, cluster, entry.SiloAddress.ToParsableString(), Utc(entry.IAmAliveTime));
        await command.ExecuteNonQueryAsync();
    }

    private async Task<MembershipTableData> ReadAsync(string silo)
    {
        await using var command = link.Command(Read, service, cluster, silo);
        await using var reader = await command.ExecuteReaderAsync();
        TableVersion? version = null;
        var silos = new List<Tuple<MembershipEntry, string>>();
        while (await reader.ReadAsync())
        {
            version = new(reader.GetInt32(0), PostgresETag.Text(reader.GetInt64(1)));
            // A cluster without silos is one row with nothing beside it.
            if (!await reader.IsDBNullAsync(2))
                silos.Add(Tuple.Create(Entry(reader), PostgresETag.Text(reader.GetInt64(3))));
        }

        return new(silos, version ?? throw new InvalidOperationException($"the cluster '{cluster}' of the service '{service}' is not in the table tweetstream_clusters any more"));
    }

    private (string Statement, object[] Values) Moved(TableVersion version) => (Move, [service, cluster, version.Version, PostgresETag.Number(version.VersionEtag)]);

    private object[] Columns(MembershipEntry entry)
    {
        var suspicions = entry.SuspectTimes ?? [];
        return
        [
            service, cluster, entry.SiloAddress.ToParsableString(), entry.SiloName ?? "", entry.HostName ?? "", entry.ProxyPort, entry.Status.ToString(), Utc(entry.StartTime), Utc(entry.IAmAliveTime),
            suspicions.Select(suspicion => suspicion.Item1.ToParsableString()).ToArray(), suspicions.Select(suspicion => Utc(suspicion.Item2)).ToArray(),
        ];
    }

    private static MembershipEntry Entry(NpgsqlDataReader reader) => new()
    {
        SiloAddress = SiloAddress.FromParsableString(reader.GetString(2)),
        SiloName = reader.GetString(4),
        HostName = reader.GetString(5),
        ProxyPort = reader.GetInt32(6),
        Status = Enum.Parse<SiloStatus>(reader.GetString(7)),
        StartTime = reader.GetDateTime(8),
        IAmAliveTime = reader.GetDateTime(9),
        SuspectTimes = [.. reader.GetFieldValue<string[]>(10).Zip(reader.GetFieldValue<DateTime[]>(11), (silo, at) => Tuple.Create(SiloAddress.FromParsableString(silo), at))],
    };

    // Orleans' times are all of UTC, and some do not say so.
    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
