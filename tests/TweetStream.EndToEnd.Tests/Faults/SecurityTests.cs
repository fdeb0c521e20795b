using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>Who may listen, who may read, and what stands where others could see it.</summary>
public sealed class SecurityTests : IDisposable
{
    private const string Token = "open-sesame-4711";
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_address_that_others_can_reach_is_allowed_with_a_warning()
    {
        var (relay, _) = await Tweetstream.RelayUnderAsync(_folder, [], "0.0.0.0", "--source", "stdin", "--allow-remote");
        using var process = relay;
        await relay.SaysAsync("can be reached from other machines: whoever connects reads the posts");
    }

    [SkippableFact]
    public async Task A_token_that_others_may_read_is_refused()
    {
        WriteToken("644");
        var ended = await Tweetstream.RunAsync(_folder, "", "relay", "--listen", "127.0.0.1:0", "--token-file", "token");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("--token-file", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("chmod 600 'token'", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, ended.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Only_who_has_the_token_reads_and_it_stands_neither_in_the_log_nor_among_the_arguments()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads arguments in /proc");
        WriteToken("600");
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "stdin", "--wait-for-clients", "0", "--token-file", "token");
        using var _ = relay;
        using var wrong = await Netcat.ConnectAsync(port, "subscribe json from=earliest nonce=1 token=open-sesame-4712\n");
        using var without = await Netcat.ConnectAsync(port, "subscribe json from=earliest nonce=1\n");
        using var right = await Netcat.ConnectAsync(port, $"subscribe json from=latest nonce=1 token={Token}\n");
        await Task.WhenAll(wrong.ReadToEndAsync(), without.ReadToEndAsync(), right.ReadLinesAsync(1));
        Assert.DoesNotContain(Token, await File.ReadAllTextAsync($"/proc/{relay.Id}/cmdline"), StringComparison.Ordinal);
        var ended = await relay.EndAsync("#secret\n"u8.ToArray());
        await right.ReadToEndAsync();
        Assert.Equal(2, right.LineCount);
        Assert.All([wrong, without], client => Assert.StartsWith("refused nonce=1 ", Assert.Single(client.Lines), StringComparison.Ordinal));
        Assert.Equal(3, ended.Errors.Split("was refused: ").Length);
        Assert.DoesNotContain("open-sesame", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Posts_go_over_tls_to_who_trusts_the_certificate_and_in_the_clear_to_nobody()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _folder.Write("cert.pem", certificate.ExportCertificatePem());
        _folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        var (relay, plainPort) = await Tweetstream.RelayAsync(
            _folder, "--source", "stdin", "--wait-for-clients", "0", "--tls-listen", "127.0.0.1:0", "--tls-cert", "cert.pem", "--tls-key", "key.pem");
        using var _ = relay;
        await relay.SaysAsync(" (TLS)");
        var tlsPort = int.Parse(relay.Errors.Split(" (TLS)", 2)[0].Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotEqual(plainPort, tlsPort);

        using var inTheClear = await Netcat.ConnectAsync(tlsPort, "subscribe json from=earliest nonce=1\n");
        await inTheClear.ReadToEndAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, tlsPort);
        await using var tls = new SslStream(socket.GetStream(), false, (_, offered, _, _) => offered?.GetCertHashString() == certificate.GetCertHashString());
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(Patience.Limit);
        await tls.WriteAsync("subscribe json from=latest nonce=1\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        Assert.StartsWith("subscribed json nonce=1 ", await reader.ReadLineAsync().WaitAsync(Patience.Limit), StringComparison.Ordinal);
        var ended = await relay.EndAsync("#encrypted\n"u8.ToArray());
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("\"text\":\"#encrypted\"", await reader.ReadToEndAsync().WaitAsync(Patience.Limit), StringComparison.Ordinal);
        Assert.DoesNotContain("{", inTheClear.Text, StringComparison.Ordinal);
    }

    private void WriteToken(string mode) => Shell.RunOrSkip("chmod", mode, _folder.Write("token", Token + "\n"));
}
