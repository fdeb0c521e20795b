using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>An authority that signs certificates of this machine, all of them PEM files in a folder. Any two have the same name.</summary>
internal sealed class OwnAuthority : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Folder _folder;
    private readonly string _name;
    private readonly X509Certificate2 _certificate;

    public OwnAuthority(Folder folder, string name)
    {
        (_folder, _name) = (folder, name);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _certificate = request.CreateSelfSigned(Begin, End);
        folder.Write($"{name}.ca.pem", _certificate.ExportCertificatePem());
    }

    /// <summary>Its own certificate.</summary>
    public string File => _folder.File($"{_name}.ca.pem");

    /// <summary>What a silo, or who asks, is given to have a certificate of this authority and to trust it alone.</summary>
    public string[] ForCluster()
    {
        var (certificate, key) = Sign(IPAddress.Loopback);
        return ["--cluster-cert", certificate, "--cluster-key", key, "--cluster-ca", File];
    }

    /// <summary>Makes a certificate for an address.</summary>
    public (string Certificate, string Key) Sign(IPAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=one of ours", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        var number = RandomNumberGenerator.GetBytes(8);
        using var certificate = request.Create(_certificate, Begin, End, number);
        var name = $"{_name}.{Convert.ToHexStringLower(number)}";
        return (_folder.Write($"{name}.pem", certificate.ExportCertificatePem()), _folder.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    public void Dispose() => _certificate.Dispose();
}
