namespace TweetStream.Benchmarks.ClusterLayer;

/// <summary>What one run came to; CPU is user and system time, of the counter or of all silos together.</summary>
internal sealed record CountingResult
{
    /// <summary>From the start until all wait for the relay.</summary>
    public required TimeSpan StartCpu { get; init; }

    /// <summary>From then on until the last window was there.</summary>
    public required TimeSpan Cpu { get; init; }

    /// <summary>From the relay's first client until the last window was there.</summary>
    public required TimeSpan Wall { get; init; }

    public required TimeSpan RelayCpu { get; init; }

    public required TimeSpan RedisCpu { get; init; }

    /// <summary>In bytes, of all silos together.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>As JSON.</summary>
    public required IReadOnlyList<string> Windows { get; init; }
}
