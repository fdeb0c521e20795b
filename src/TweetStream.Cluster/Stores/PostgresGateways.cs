using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using TweetStream.Cluster.Hosting;

namespace TweetStream.Cluster.Stores;

/// <summary>Which silos of a cluster take questions, for one who asks, as PostgreSQL has them.</summary>
internal sealed class PostgresGateways(PostgresLink link, ClusterAccess access, IOptions<GatewayOptions> options) : IGatewayListProvider
{
    private const string Read = "select silo, gateway_port from tweetstream_silos where service = $1 and cluster = $2 and status = $3 and gateway_port > 0";

    public TimeSpan MaxStaleness => options.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    // The connection is open, and the tables are there, before anybody asks.
    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public async Task<IList<Uri>> GetGateways()
    {
        await using var command = link.Command(Read, access.ServiceId, access.ClusterId, nameof(SiloStatus.Active));
        await using var reader = await command.ExecuteReaderAsync();
        var gateways = new List<Uri>();
        while (await reader.ReadAsync())
        {
            var silo = SiloAddress.FromParsableString(reader.GetString(0));
            gateways.Add(SiloAddress.New(silo.Endpoint.Address, reader.GetInt32(1), silo.Generation).ToGatewayUri());
        }

        return gateways;
    }
}
