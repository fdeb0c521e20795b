using System.Globalization;
using System.Net.Sockets;
using TweetStream.Cluster.Hosting;

namespace TweetStream.Cli.Hosting;

/// <summary>
/// The processes of a cluster for show: a Redis where there is one to be had, and three silos. Owns their ports and the
/// folder that they write to; both are free again when it ends, however it ends.
/// </summary>
internal sealed class DemoCluster : IAsyncDisposable
{
    private const int Silos = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);
    private readonly string _folder = Directory.CreateTempSubdirectory("tweetstream-cluster-").FullName;
    private readonly List<OwnProcess> _silos = [];
    private readonly IReadOnlyList<int> _ports = FreePorts.Take((2 * Silos) + 1);
    private OwnProcess? _redis;
    private int? _lost;

    /// <summary>Where the relay keeps its posts.</summary>
    public string Archive => Path.Combine(_folder, "posts");

    /// <summary>How the cluster is reached.</summary>
    public ClusterAccess Access { get; private set; } = new();

    /// <summary>Ports where the silos take questions.</summary>
    public IReadOnlyList<int> Gateways => [.. Enumerable.Range(0, Silos).Select(GatewayOf)];

    /// <summary>The silos, for a person who wants to end one.</summary>
    public string Processes => string.Join(", ", _silos.Select((silo, number) => string.Create(CultureInfo.InvariantCulture, $"{silo.Id} (port {PortOf(number)})")));

    /// <summary>Silos that ended before their time.</summary>
    public int Lost => _lost ?? Ended;

    /// <summary>What a silo that has ended said last; null while there is none.</summary>
    public string? LastWords => _silos.FirstOrDefault(silo => silo.HasEnded)?.LastWords;

    /// <summary>Starts a Redis with a memory and a file of its own; without one, the state is in the memory of the first silo.</summary>
    public async Task StartStoreAsync(CancellationToken stop)
    {
        var port = _ports[^1];
        // What its crash would lose, the cluster could only count again.
        _redis = OwnProcess.StartOther(
            "redis-server", "--bind", "127.0.0.1", "--port", string.Create(CultureInfo.InvariantCulture, $"{port}"), "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always");
        var isThere = _redis is not null && await AnswersAsync(port, stop);
        var membership = isThere ? string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{port}") : string.Create(CultureInfo.InvariantCulture, $"localhost:{PortOf(0)}");
        if (!ClusterMembership.TryParse(membership, out var found, out var reason))
            throw new InvalidOperationException(reason);
        Access = new() { Membership = found };
    }

    /// <param name="options">What the silos count.</param>
    /// <param name="hear">Hears what they say; null where nobody wants to.</param>
    public void StartSilos(IReadOnlyList<string> options, Action<string>? hear)
    {
        for (var number = 0; number < Silos; number++)
        {
            string[] own =
            [
                "--membership", Membership(), "--silo-port", string.Create(CultureInfo.InvariantCulture, $"{PortOf(number)}"),
                "--gateway-port", string.Create(CultureInfo.InvariantCulture, $"{GatewayOf(number)}"), "--until-input-ends",
            ];
            _silos.Add(OwnProcess.StartSelf(["cluster", "silo", .. own, .. options], hear));
        }
    }

    /// <summary>Lets the silos leave.</summary>
    public async Task EndSilosAsync()
    {
        _lost ??= Ended;
        await Task.WhenAll(_silos.Select(silo => silo.EndAsync(Patience)));
    }

    public async ValueTask DisposeAsync()
    {
        await EndSilosAsync();
        if (_redis is not null)
            await _redis.EndAsync(Patience);
        foreach (var process in _silos.Append(_redis))
        {
            if (process is not null)
                await process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private int Ended => _silos.Count(silo => silo.HasEnded);

    private string Membership() => Access.Membership.ToString();

    private int PortOf(int silo) => _ports[silo];

    private int GatewayOf(int silo) => _ports[Silos + silo];

    private async Task<bool> AnswersAsync(int port, CancellationToken stop)
    {
        for (var attempt = 0; attempt < 50 && !_redis!.HasEnded; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, stop);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop);
            }
        }

        return false;
    }
}
