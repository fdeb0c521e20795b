using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TweetStream.Cluster.Hosting;

/// <summary>Those whose signature is trusted, and nobody else's. Whether a certificate is for the right name is for who asks.</summary>
internal sealed class Authority
{
    private readonly X509Certificate2Collection _certificates;

    private Authority(X509Certificate2Collection certificates) => _certificates = certificates;

    /// <param name="file">PEM file of their certificates.</param>
    /// <exception cref="ClusterException">It cannot be read, or holds no certificate.</exception>
    public static Authority Load(string file) => Read(file, () =>
    {
        var read = new X509Certificate2Collection();
        read.ImportFromPemFile(file);
        return read.Count > 0 ? new Authority(read) : throw new CryptographicException("it holds no certificate");
    });

    /// <exception cref="ClusterException">What is read throws as files and certificates do.</exception>
    public static T Read<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ClusterException($"the certificate of {file} cannot be used: {failure.Message}", failure);
        }
    }

    /// <param name="remote">What was shown.</param>
    /// <param name="shown">Holds what was shown with it: certificates between.</param>
    public bool HasSigned(X509Certificate2 remote, X509Chain? shown)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_certificates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (shown is not null)
            chain.ChainPolicy.ExtraStore.AddRange(shown.ChainPolicy.ExtraStore);
        return chain.Build(remote);
    }
}
