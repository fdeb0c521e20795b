using TweetStream.Counter.Counting;
using TweetStream.Wire;

namespace TweetStream.Counter.Feeds;

/// <summary>Reads a file or standard input to its end.</summary>
internal sealed class StreamFeed(Func<Stream> open, CountOptions options, ArrivalClock clock) : Feed
{
    protected override void Read(Action<Batch> push, CancellationToken stop)
    {
        using var stream = open();
        var lines = new LineBuffer(options.MaxLineBytes);
        while (!stop.IsCancellationRequested)
        {
            var read = stream.Read(lines.Free.Span);
            lines.Commit(read);
            push(new(lines, clock.Now) { IsLast = read == 0 });
            if (read == 0)
                return;
        }
    }
}
