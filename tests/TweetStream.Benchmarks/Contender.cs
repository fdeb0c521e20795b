using System.Diagnostics;

namespace TweetStream.Benchmarks;

/// <summary>One of those that read the feed, and how long each of its runs took.</summary>
internal sealed record Contender(string Name, Action<int> Read)
{
    public List<double> Seconds { get; } = [];

    public void Run(int port)
    {
        var watch = Stopwatch.StartNew();
        Read(port);
        Seconds.Add(watch.Elapsed.TotalSeconds);
    }
}
