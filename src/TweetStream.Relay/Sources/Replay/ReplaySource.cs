using TweetStream.Posts;
using TweetStream.Wire;

namespace TweetStream.Relay.Sources.Replay;

/// <summary>
/// Plays a recorded file. Owns the pace and, where wanted, the shift of the recorded times to now; leaves what a line is
/// to <see cref="PostLines"/> and when a post is due to <see cref="Timeline"/>.
/// </summary>
internal sealed class ReplaySource(Recording file, RelayOptions options, SourceTally tally, TimeProvider time)
    : PostSource("replay:" + file.Name)
{
    public override bool IsFinite => !options.Loop;

    public override async Task RunAsync(PostSink sink, CancellationToken stop)
    {
        try
        {
            await PlayAsync(sink, stop);
        }
        catch (Exception failure) when (Recording.IsUnreadable(failure))
        {
            throw file.Explain(failure);
        }
    }

    private async Task PlayAsync(PostSink sink, CancellationToken stop)
    {
        var schedule = new Schedule(sink, time);
        var timeline = new Timeline();
        var startedAt = time.GetUtcNow().ToUnixTimeMilliseconds();
        var post = new PostBuffer();
        long played = 0, playedBefore;
        do
        {
            playedBefore = played;
            await using var recording = new ReadAhead(file.Open());
            var lines = new PostLines(recording, Name, options.MaxLineBytes, tally);
            ValueTask<bool> filling;
            do
            {
                while (lines.TryRead(post))
                {
                    var due = timeline.Next(post.CreatedAt);
                    await schedule.UntilAsync(Due(due, played), stop);
                    if (options.Restamp && post.CreatedAt is not null)
                        post.CreatedAt = startedAt + (long)due.TotalMilliseconds;
                    sink.Pass(post, this);
                    played++;
                }

                filling = lines.FillAsync(stop);
                // A chunk grows until the recording has to be waited for.
                if (!filling.IsCompleted)
                    sink.Flush();
            }
            while (await filling);
            sink.Flush();
            timeline.StartOver();
            BeginSeries();
        }
        // A file without posts would start over for ever.
        while (options.Loop && played > playedBefore);
    }

    private TimeSpan Due(TimeSpan recorded, long played) =>
        options.Rate.IsRealtime ? recorded
        : options.Rate.IsMax ? TimeSpan.Zero
        : TimeSpan.FromSeconds(played / options.Rate.PostsPerSecond);
}
