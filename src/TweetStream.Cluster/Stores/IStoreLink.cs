using Microsoft.Extensions.Hosting;

namespace TweetStream.Cluster.Stores;

/// <summary>
/// What connects a process to the server that keeps membership and state. Starts before the silo, which could not say in a
/// line what is wrong.
/// </summary>
internal interface IStoreLink : IHostedService
{
    /// <summary>What keeps the process from the server now, in plain words; null where nothing does. May be read at any time, and waits for nothing.</summary>
    string? Problem { get; }
}
