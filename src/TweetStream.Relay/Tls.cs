using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TweetStream.Relay;

/// <summary>A further listener that speaks TLS, for clients on other machines.</summary>
/// <param name="Listen">Where it listens; port 0 takes any free one.</param>
/// <param name="CertificateFile">PEM file with the certificate, and those that vouch for it.</param>
/// <param name="KeyFile">PEM file with its private key, without a password.</param>
public sealed record TlsOptions(IPEndPoint Listen, string CertificateFile, string KeyFile);

/// <summary>The server's side of TLS. Owns the certificate; the platform chooses versions and ciphers.</summary>
internal sealed class Tls
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);
    private readonly SslServerAuthenticationOptions _options;

    /// <exception cref="RelayException">Certificate or key cannot be used.</exception>
    public Tls(TlsOptions options)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.CertificateFile);
            using var fromPem = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile);
            // Windows cannot serve with a key that was never stored.
            var certificate = X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), null);
            _options = new() { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true) };
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new RelayException($"cannot use --tls-cert {options.CertificateFile} with --tls-key {options.KeyFile}: {failure.Message}", failure);
        }
    }

    public async Task<Stream> OpenAsync(Socket socket, CancellationToken stop)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(HandshakeTime);
        try
        {
            await stream.AuthenticateAsServerAsync(_options, patience.Token);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
