using TweetStream.Counter.Counting;
using TweetStream.Wire;

namespace TweetStream.Counter.Feeds;

/// <summary>Reads a recording, or standard input where there is none, to its end.</summary>
internal sealed class StreamFeed(Recording? recording, CountOptions options, ArrivalClock clock) : Feed
{
    protected override void Read(Action<Batch> push, CancellationToken stop)
    {
        using var stream = Explained(() => recording?.Open() ?? Console.OpenStandardInput());
        var lines = new LineBuffer(options.MaxLineBytes);
        while (!stop.IsCancellationRequested)
        {
            var read = Explained(() => stream.Read(lines.Free.Span));
            lines.Commit(read);
            push(new(lines, clock.Now) { IsLast = read == 0 });
            if (read == 0)
                return;
        }
    }

    private T Explained<T>(Func<T> access)
    {
        try
        {
            return access();
        }
        catch (Exception failure) when (recording is not null && Recording.IsUnreadable(failure))
        {
            throw recording.Explain(failure);
        }
    }
}
