using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TweetStream.Cluster.Hosting;

/// <summary>
/// Looks at a port of a silo as one who wants in does, and tells what keeps us out for ever: TLS on one side alone, or
/// certificates of different authorities. For where no connection comes about, since Orleans tries on and does not say why.
/// </summary>
internal sealed class PeerProbe(ClusterTls? own)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <returns>What to do, for a person; null where nothing of that kind is wrong.</returns>
    /// <exception cref="ClusterException">Our own certificates cannot be read.</exception>
    public async Task<string?> ProblemAsync(IPEndPoint silo, CancellationToken stop)
    {
        if (await LookAsync(silo, stop) is null)
            return null;
        // A silo that is just leaving closes, too, and is gone by then.
        await Task.Delay(Pause, TimeProvider.System, stop);
        return await LookAsync(silo, stop);
    }

    private async Task<string?> LookAsync(IPEndPoint silo, CancellationToken stop)
    {
        using var certificate = own?.LoadCertificate();
        var authority = own is null ? null : Authority.Load(own.AuthorityFile);
        var (isShown, isTrusted, isOver) = (false, false, false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient(silo.AddressFamily);
            await client.ConnectAsync(silo, limit.Token);
            await using var secure = new SslStream(client.GetStream());
            await secure.AuthenticateAsClientAsync(
                new()
                {
                    TargetHost = ClusterTls.Name,
                    ClientCertificates = certificate is null ? null : [certificate],
                    RemoteCertificateValidationCallback = (_, shown, chain, _) =>
                    {
                        (isShown, isTrusted) = (true, shown is not null && authority?.HasSigned(new(shown), chain) == true);
                        return authority is null || isTrusted;
                    },
                },
                limit.Token);
            // What we show is looked at only after that, and who does not like it closes.
            isOver = await secure.ReadAsync(new byte[1], limit.Token) == 0;
        }
        catch (Exception closed) when (closed is AuthenticationException or IOException)
        {
            isOver = true;
        }
        catch (Exception silent) when (silent is SocketException or OperationCanceledException)
        {
            return null;
        }

        return own is null ? (isShown ? $"the silo at {silo} takes only who shows a certificate; give --cluster-cert, --cluster-key and --cluster-ca" : null)
            : !isShown ? $"the silo at {silo} speaks no TLS, and we were given --cluster-cert; give it to all of a cluster, or to none"
            : !isTrusted ? $"the silo at {silo} shows a certificate that the authority of --cluster-ca has not signed"
            : isOver ? $"the silo at {silo} does not take the certificate of --cluster-cert; its authority is another"
            : null;
    }
}
