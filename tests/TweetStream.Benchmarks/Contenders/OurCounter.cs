using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using TweetStream.Counter;
using TweetStream.Counter.Counting;
using TweetStream.Counter.Feeds;
using TweetStream.Trends;

namespace TweetStream.Benchmarks.Contenders;

/// <summary>The product itself, from its connection to its snapshots, without anyone who looks at them.</summary>
internal static class OurCounter
{
    public static readonly Contender Contender = new("our counter", 1, "everything: connection, framing, decoder, tokeniser where a line brings no tags, windows, ranking, clock", Count);

    public static IObservable<Snapshot> Snapshots(CountOptions options, IObservable<Unit> stop)
    {
        var clock = new ArrivalClock(TimeProvider.System);
        var feed = new SocketFeed(options, () => null, clock, TimeProvider.System, NullLogger<SocketFeed>.Instance);
        return TrendPipeline.Snapshots(feed.Batches(), new PostCounter(options), options.Windows, clock, null, stop, DefaultScheduler.Instance);
    }

    public static ClosedWindow WindowOf(Snapshot snapshot) =>
        new(snapshot.End.ToUnixTimeMilliseconds(), [.. snapshot.Top.Select(trend => (trend.Tag[1..], trend.Count))]);

    private static IList<ClosedWindow> Closed(int port) =>
        Snapshots(new() { Input = new("127.0.0.1", port, null), Windows = new(ClosedWindow.Size, ClosedWindow.Slide), Once = true }, Observable.Never<Unit>())
            .Where(snapshot => snapshot.IsResult)
            .Select(WindowOf)
            .ToList()
            .Wait();

    private static IReadOnlyList<ClosedWindow> Count(int port, Func<string, TaggedPost> read) => [.. Closed(port)];
}
