using System.Net;

namespace TweetStream.Web;

/// <summary>Where a process serves HTTP, and for how many.</summary>
/// <param name="Address">Where to listen; port 0 for any that is free.</param>
/// <param name="AnyPortIfTaken">Whether another port will do where this one is taken.</param>
public sealed record HttpOptions(IPEndPoint Address, bool AnyPortIfTaken = false)
{
    /// <summary>Connections at once; a further one is closed.</summary>
    public int MaxConnections { get; init; } = 1000;
}
