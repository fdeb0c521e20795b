using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TweetStream.Wire;

namespace TweetStream.Counter.Feeds;

/// <summary>
/// Opens a connection: TCP, and TLS above it where it is asked for. The peer's certificate must be trusted by the system,
/// or by the given file, and must be for the host that was asked for; there is no way round that.
/// </summary>
internal sealed class Dialer(CountOptions options)
{
    private static readonly TimeSpan GoneAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestHandshake = TimeSpan.FromSeconds(10);
    private readonly X509Certificate2Collection? _trusted = options.TlsCaFile is { } file ? Load(file) : null;

    /// <exception cref="SocketException">Nobody answers.</exception>
    /// <exception cref="IOException">The connection broke before it stood; a <see cref="FeedException"/> where it can never stand.</exception>
    public Link Dial(TimeProvider time, CancellationToken stop)
    {
        var dialled = time.GetTimestamp();
        var socket = Connect(stop);
        try
        {
            Liveness.Watch(socket, GoneAfter);
            socket.ReceiveBufferSize = 1024 * 1024;
            var plain = new NetworkStream(socket, ownsSocket: true);
            return options.Tls ? new(SecureAsync(plain, time, stop).GetAwaiter().GetResult(), null, dialled) : new(plain, socket, dialled);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    private Socket Connect(CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var _ = stop.Register(socket.Dispose);
        try
        {
            socket.Connect(options.Input.Host!, options.Input.Port);
            return socket;
        }
        catch (Exception)
        {
            socket.Dispose();
            stop.ThrowIfCancellationRequested();
            throw;
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream plain, TimeProvider time, CancellationToken stop)
    {
        var secure = new SslStream(plain);
        using var limit = new CancellationTokenSource(LongestHandshake, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            await secure.AuthenticateAsClientAsync(Terms(), either.Token);
            return secure;
        }
        catch (AuthenticationException refused)
        {
            throw new FeedException($"no trusted connection to {options.Input}: {refused.Message}", refused);
        }
        catch (OperationCanceledException slow) when (!stop.IsCancellationRequested)
        {
            throw new IOException("no TLS within ten seconds", slow);
        }
    }

    private SslClientAuthenticationOptions Terms()
    {
        var terms = new SslClientAuthenticationOptions { TargetHost = options.Input.Host };
        if (_trusted is null)
            return terms;
        terms.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        terms.CertificateChainPolicy.CustomTrustStore.AddRange(_trusted);
        return terms;
    }

    private static X509Certificate2Collection Load(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FeedException($"cannot read {file}: {unreadable.Message}", unreadable);
        }

        return certificates.Count > 0 ? certificates : throw new FeedException($"cannot read {file}: it holds no certificate in PEM form");
    }
}
