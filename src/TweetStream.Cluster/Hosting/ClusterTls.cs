using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace TweetStream.Cluster.Hosting;

/// <summary>
/// Mutual TLS between silos, and with those who ask: each shows a certificate of the cluster's own authority and takes no
/// other. Names are not compared, since silos know each other by address; so the authority is to sign for nothing else.
/// </summary>
/// <param name="CertificateFile">PEM file of our certificate.</param>
/// <param name="KeyFile">PEM file of its private key.</param>
/// <param name="AuthorityFile">PEM file of the authority's certificates.</param>
public sealed record ClusterTls(string CertificateFile, string KeyFile, string AuthorityFile)
{
    /// <summary>What those who connect ask for, where a name must be given.</summary>
    internal const string Name = "tweetstream";

    /// <exception cref="ClusterException">A file cannot be read, or holds no certificate.</exception>
    internal Action<TlsOptions> Load()
    {
        var (certificate, authority) = (LoadCertificate(), Authority.Load(AuthorityFile));
        return options =>
        {
            options.LocalCertificate = certificate;
            options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            options.RemoteCertificateValidation = (remote, chain, _) => authority.HasSigned(remote, chain);
            options.OnAuthenticateAsClient = (_, client) => client.TargetHost = Name;
        };
    }

    /// <exception cref="ClusterException">A file cannot be read, or holds no certificate.</exception>
    internal X509Certificate2 LoadCertificate() => Authority.Read(CertificateFile, () =>
    {
        using var pem = X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);
        // A key that came from PEM is of no use to TLS on Windows before it has been stored once.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    });
}
