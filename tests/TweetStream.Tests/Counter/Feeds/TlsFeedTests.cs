using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TweetStream.Counter;
using TweetStream.Tests.Relay;

namespace TweetStream.Tests.Counter.Feeds;

public sealed class TlsFeedTests : IDisposable
{
    private readonly FakeRelay _relay = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _relay.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_relay_whose_certificate_is_trusted_is_read_and_resumed()
    {
        using var certificate = Certificate("relay", IPAddress.Loopback);
        using var feed = new RunningFeed(Options(Trusting(certificate)));
        using (var first = await SecureAsync(certificate))
        {
            await first.AcceptAsync("a", 0);
            await first.PostsAsync(0, 2);
            await feed.CountedAsync(2);
        }

        using var second = await SecureAsync(certificate);
        Assert.Equal(2, second.Asked.From.Offset);
        await second.AcceptAsync("a", 2);
        await second.PostsAsync(2, 1);
        await feed.CountedAsync(3);
        Assert.Equal("t0 1 t1 1 t2 1", feed.Counts());
    }

    [Fact]
    public async Task A_stop_ends_a_connection_on_which_nothing_comes()
    {
        using var certificate = Certificate("relay", IPAddress.Loopback);
        await using var counter = await RunningCounter.StartAsync(Options(Trusting(certificate)) with { Output = OutputFormat.None });
        using var session = await SecureAsync(certificate);
        await session.AcceptAsync("a", 0);
        await counter.StopAsync().WaitAsync(Patience.Limit);
        Assert.Null(counter.Service.Failure);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_ends_the_run()
    {
        using var certificate = Certificate("relay", IPAddress.Loopback);
        using var other = Certificate("relay", IPAddress.Loopback);
        await RefusedAsync(certificate, Trusting(other));
        await RefusedAsync(certificate, trusted: null);
    }

    [Fact]
    public async Task A_certificate_for_another_host_ends_the_run()
    {
        using var certificate = Certificate("relay", IPAddress.Parse("192.0.2.1"));
        await RefusedAsync(certificate, Trusting(certificate));
    }

    [Fact]
    public void A_file_without_a_certificate_is_named()
    {
        var file = _folder.Write("empty.pem", "nothing");
        var refusal = Assert.ThrowsAny<IOException>(() => new RunningFeed(Options(file)));
        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    private CountOptions Options(string? trusted) => RunningFeed.Options(_relay) with { Tls = true, TlsCaFile = trusted };

    private string Trusting(X509Certificate2 certificate) => _folder.Write($"{certificate.Thumbprint}.pem", certificate.ExportCertificatePem());

    private async Task RefusedAsync(X509Certificate2 certificate, string? trusted)
    {
        using var feed = new RunningFeed(Options(trusted));
        // Whether the server sees the refusal too depends on the version of TLS.
        await Record.ExceptionAsync(() => SecureAsync(certificate));
        Assert.StartsWith($"no trusted connection to {_relay.Input}: ", (await feed.Ended)?.Message, StringComparison.Ordinal);
        Assert.Equal(0, feed.Counter.Posts);
    }

    private async Task<FakeSession> SecureAsync(X509Certificate2 certificate)
    {
        var socket = await _relay.SocketAsync().WaitAsync(Patience.Limit);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsServerAsync(certificate).WaitAsync(Patience.Limit);
        return await FakeSession.OfAsync(socket, stream);
    }

    private static X509Certificate2 Certificate(string name, IPAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
    }
}
