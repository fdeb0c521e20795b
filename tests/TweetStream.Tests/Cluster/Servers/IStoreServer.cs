namespace TweetStream.Tests.Cluster.Servers;

/// <summary>A server that keeps membership and state of a cluster, started again and again on the same port.</summary>
internal interface IStoreServer : IDisposable
{
    /// <summary>As <c>--membership</c> takes it.</summary>
    string Membership { get; }

    Task StartAsync();

    /// <summary>Ends it as a crash does.</summary>
    void Kill();
}
