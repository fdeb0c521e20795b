using System.Globalization;
using System.Net.Sockets;
using TweetStream.Tests.Cluster.Servers;

namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>Debian's redis-server, whose every write is on the disk before it is acknowledged. Started again and again on the same port.</summary>
internal sealed class RedisServer : IStoreServer
{
    private readonly Folder _folder;
    private readonly string[] _more;
    private OtherProgram? _server;

    /// <summary>Starts it; skips the test where there is none.</summary>
    public RedisServer(Folder folder, params string[] more)
    {
        (_folder, _more) = (folder, more);
        Directory.CreateDirectory(folder.File("redis"));
    }

    public int Port { get; } = RestartedRelay.FreePort();

    /// <summary>Files of a certificate and its key, to speak TLS and nothing else; null for none.</summary>
    public (string Certificate, string Key)? Tls { get; init; }

    public string Membership => string.Create(CultureInfo.InvariantCulture, $"{(Tls is null ? "redis" : "rediss")}://127.0.0.1:{Port}");

    private string[] Listening => Tls is { } tls
        ? ["--port", "0", "--tls-port", Port.ToString(CultureInfo.InvariantCulture), "--tls-cert-file", tls.Certificate, "--tls-key-file", tls.Key, "--tls-ca-cert-file", tls.Certificate, "--tls-auth-clients", "no"]
        : ["--port", Port.ToString(CultureInfo.InvariantCulture)];

    public async Task StartAsync()
    {
        _server = OtherProgram.Start(
            _folder,
            null,
            [
                "redis-server", "--bind", "127.0.0.1", .. Listening, "--dir", _folder.File("redis"),
                "--logfile", "redis.log", "--save", "", "--appendonly", "yes", "--appendfsync", "always", .. _more,
            ]);
        for (var patience = Patience.Limit; patience > TimeSpan.Zero; patience -= Poll)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Poll, TimeProvider.System);
            }
        }

        throw new TimeoutException($"no redis: {_server.Errors}");
    }

    public void Kill() => Dispose();

    public void Dispose()
    {
        _server?.Dispose();
        _server = null;
    }

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
}
