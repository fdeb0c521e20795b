using System.Net;

namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>Two silos that know each other by certificates, with a Redis that speaks nothing but TLS: one for all the tests of a class.</summary>
public sealed class EncryptedCluster : IDisposable
{
    private readonly Folder _folder = new();
    private readonly OwnAuthority _silos, _redis, _other;
    private readonly RunningCluster _cluster;
    private Task? _start;

    public EncryptedCluster()
    {
        (_silos, _redis, _other) = (new(_folder, "silos"), new(_folder, "redis"), new(_folder, "other"));
        _cluster = new(folder => new RedisServer(folder) { Tls = _redis.Sign(IPAddress.Loopback) }) { Access = [.. _silos.ForCluster(), .. RedisCa] };
    }

    internal RunningCluster Running => _cluster;

    /// <summary>The membership, and what to trust of its Redis.</summary>
    internal string[] Redis => ["--membership", _cluster.Store.Membership, .. RedisCa];

    /// <summary>A certificate that the silos trust, of one who trusts another authority.</summary>
    internal string[] Distrustful => [.. _silos.ForCluster()[..4], "--cluster-ca", OtherCa];

    /// <summary>A certificate that the silos do not trust, of one who trusts theirs.</summary>
    internal string[] Distrusted => [.. _other.ForCluster()[..4], "--cluster-ca", _silos.File];

    /// <summary>The certificate of an authority that has signed for nobody here.</summary>
    internal string OtherCa => _other.File;

    internal string[] RedisCa => ["--membership-ca", _redis.File];

    internal Task StartAsync() => _start ??= _cluster.StartAsync(silos: 2);

    public void Dispose()
    {
        _cluster.Dispose();
        _silos.Dispose();
        _redis.Dispose();
        _other.Dispose();
        _folder.Dispose();
    }
}
