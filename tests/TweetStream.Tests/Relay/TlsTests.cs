using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TweetStream.Relay;
using TweetStream.Relay.Sources;

namespace TweetStream.Tests.Relay;

public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_client_that_trusts_the_certificate_gets_the_same_lines_and_a_regular_end()
    {
        var (options, certificate) = Encrypted();
        using var _ = certificate;
        await using var relay = await RunningRelay.StartAsync(options);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, options.Tls!.Listen.Port);
        await using var tls = new SslStream(socket.GetStream(), false, (_, offered, _, _) => offered?.GetCertHashString() == certificate.GetCertHashString());
        await tls.AuthenticateAsClientAsync("localhost");
        await tls.WriteAsync("subscribe json from=latest nonce=1\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        var lines = (await reader.ReadToEndAsync().WaitAsync(Patience.Limit)).Split('\n');
        Assert.StartsWith("subscribed json nonce=1 ", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"text\":\"one\"", lines[1], StringComparison.Ordinal);
        Assert.Equal("", lines[^1]);
        Assert.Equal(5002, lines.Length);
    }

    [Fact]
    public async Task A_client_that_does_not_speak_tls_gets_nothing_and_holds_up_nobody()
    {
        var (options, certificate) = Encrypted();
        using var _ = certificate;
        await using var relay = await RunningRelay.StartAsync(options with { WaitForClients = 2 });
        using var plain = await LineClient.ConnectAsync(options.Tls!.Listen);
        await plain.SayAsync("subscribe json from=latest nonce=1\n");
        Assert.DoesNotContain((byte)'{', await plain.ReadToEndAsync());
        await Eventually.HoldsAsync(() => relay.Service.Counts.Clients == 0, "it is gone");
        using var first = await relay.ConnectAsync();
        using var second = await relay.ConnectAsync();
        await first.SayAsync("text\n");
        Assert.Equal("one", await first.ReadLineAsync());
    }

    [Theory]
    [InlineData("cert.pem", "missing.pem")]
    [InlineData("missing.pem", "key.pem")]
    [InlineData("key.pem", "cert.pem")]
    public async Task A_certificate_that_cannot_be_used_is_named(string certificateFile, string keyFile)
    {
        var (options, certificate) = Encrypted();
        certificate.Dispose();
        var bad = options with { Tls = options.Tls! with { CertificateFile = _folder.Path(certificateFile), KeyFile = _folder.Path(keyFile) } };
        var failure = await Assert.ThrowsAsync<RelayException>(() => RunningRelay.StartAsync(bad));
        Assert.StartsWith($"cannot use --tls-cert {_folder.Path(certificateFile)} with --tls-key {_folder.Path(keyFile)}: ", failure.Message, StringComparison.Ordinal);
    }

    private (RelayOptions Options, X509Certificate2 Certificate) Encrypted()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var certificate = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var tls = new TlsOptions(FreePort(), _folder.Write("cert.pem", certificate.ExportCertificatePem()), _folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem()));
        var posts = _folder.Write("posts.txt", "one\n" + string.Concat(Enumerable.Repeat("more\n", 4999)));
        return (new() { Tls = tls, Sources = [SourceSpec.Replay(posts)], Rate = PostRate.Max }, certificate);
    }

    private static IPEndPoint FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
