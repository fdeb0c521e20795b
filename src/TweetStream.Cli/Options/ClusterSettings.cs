using System.Globalization;
using Microsoft.Extensions.Configuration;
using TweetStream.Cluster.Hosting;

namespace TweetStream.Cli.Options;

/// <summary>How a command gets at a cluster: the same for each that has to do with one, so that the environment says it once for all.</summary>
internal static class ClusterSettings
{
    public static readonly Setting<ClusterMembership> Membership = new(
        "--membership", "Cluster:Membership", "localhost|redis://HOST:PORT|postgres://HOST:PORT/DATABASE", "localhost", "Where silos find each other and keep their state; localhost:PORT names the primary silo's port, rediss:// is encrypted", ClusterMembership.TryParse);

    public const string Password = "Cluster:Password";

    private static readonly Setting<string> ClusterId = new("--cluster-id", "Cluster:Id", "NAME", "tweetstream", "Silos with the same one find each other", Name);

    private static readonly Setting<string> Service = new("--service", "Cluster:Service", "NAME", "tweetstream", "Whose checkpoints and results they are; another one begins anew", Name);

    private static readonly Setting<string> PasswordFile = new(
        "--password-file", "Cluster:PasswordFile", "FILE", "", "File that only you can read, with the password of the Redis or PostgreSQL; or set TWEETSTREAM__CLUSTER__PASSWORD", Values.Text);

    private static readonly Setting<string?> MembershipCa = new(
        "--membership-ca", "Cluster:MembershipCa", "FILE", "", "Trusts the certificates in this PEM file: of a rediss:// instead of the system's; a postgres:// must then be encrypted, and show one for its host", Values.OptionalText);

    private static readonly Setting<string> OwnCert = new("--cluster-cert", "Cluster:OwnCert", "FILE", "", "Encrypts what silos say to each other and to those who ask: our certificate (PEM)", Values.Text);

    private static readonly Setting<string> OwnKey = new("--cluster-key", "Cluster:OwnKey", "FILE", "", "The certificate's private key (PEM)", Values.Text);

    private static readonly Setting<string> OwnCa = new("--cluster-ca", "Cluster:OwnCa", "FILE", "", "The authority of the cluster (PEM); who shows no certificate that it has signed is refused", Values.Text);

    /// <summary>For who asks a cluster with the localhost membership, which cannot tell.</summary>
    public static readonly Setting<IReadOnlyList<int>> Gateways = new(
        "--gateway-port", "Cluster:GatewayPorts", "PORT[,PORT]", "30000", "With the localhost membership, where its silos take questions; one of them is enough", Ports);

    public static IReadOnlyList<Setting> All => [Membership, ClusterId, Service, PasswordFile, MembershipCa, OwnCert, OwnKey, OwnCa];

    /// <exception cref="BadOptionException">A value cannot be read, or does not go with the others.</exception>
    public static ClusterAccess Read(IConfiguration configuration) => new()
    {
        Membership = Membership.Read(configuration),
        ClusterId = ClusterId.Read(configuration),
        ServiceId = Service.Read(configuration),
        Password = Secret.Read(PasswordFile, Password, configuration),
        CaFile = MembershipCa.Read(configuration),
        Tls = ReadTls(configuration),
    };

    private static ClusterTls? ReadTls(IConfiguration configuration)
    {
        var (certificate, key, authority) = (OwnCert.Read(configuration), OwnKey.Read(configuration), OwnCa.Read(configuration));
        if (certificate.Length == 0 && key.Length == 0 && authority.Length == 0)
            return null;
        return certificate.Length > 0 && key.Length > 0 && authority.Length > 0
            ? new(certificate, key, authority)
            : throw new BadOptionException($"{OwnCert.Flag}, {OwnKey.Flag} and {OwnCa.Flag} go together: give all three, or none");
    }

    private static bool Ports(string value, out IReadOnlyList<int> ports, out string reason)
    {
        var read = value.Split(',').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue ? port : 0).ToList();
        (ports, reason) = (read, $"'{value}' is no list of ports; allowed are numbers from 1 to 65535 with commas between, such as 30000,30001");
        return read.TrueForAll(port => port > 0);
    }

    // It is part of keys in the Redis or PostgreSQL.
    private static bool Name(string value, out string result, out string reason)
    {
        result = value;
        reason = $"'{value}' is no name; allowed are 1 to 100 letters of ASCII, digits, '-', '_' and '.'";
        return value.Length is > 0 and <= 100 && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
    }
}
