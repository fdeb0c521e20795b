using TweetStream.Posts;

namespace TweetStream.Relay.Sources.StandardInput;

/// <summary>Posts that another program writes or a person types, one a line, as they come, until the end of the input.</summary>
internal sealed class StandardInputSource(Func<Stream> open, int maxLineBytes, SourceTally tally, TimeProvider time) : PostSource("stdin")
{
    public override bool IsFinite => true;

    public override async Task RunAsync(PostSink sink, CancellationToken stop)
    {
        await using var input = open();
        var lines = new PostLines(input, Name, maxLineBytes, tally);
        var schedule = new Schedule(sink, time);
        var post = new PostBuffer();
        do
        {
            while (lines.TryRead(post))
            {
                await schedule.UntilAsync(TimeSpan.Zero, stop);
                sink.Pass(post, this);
            }

            sink.Flush();
        }
        // A read of the console cannot be interrupted; it is left behind.
        while (await lines.FillAsync(stop).AsTask().WaitAsync(stop));
    }
}
