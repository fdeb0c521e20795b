namespace TweetStream.Cluster.Sources;

/// <summary>Reads one relay; its key is the place of that among the options' relays, from 0 on.</summary>
public interface ISourceGrain : IGrainWithIntegerKey
{
    /// <summary>Wakes it where it belongs, and moves it there from where it does not.</summary>
    /// <returns>Why the relay can never be counted with what is counted already; null where it can.</returns>
    Task<string?> WakeAsync();

    Task<SourceStatus> StatusAsync();
}
