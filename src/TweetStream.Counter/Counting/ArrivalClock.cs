namespace TweetStream.Counter.Counting;

/// <summary>
/// Time of arrival in ms since the Unix epoch: the wall clock at the start, driven by a monotonic clock from there on,
/// so that a step of the wall clock neither repeats nor skips a window.
/// </summary>
internal sealed class ArrivalClock(TimeProvider time)
{
    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly long _timestamp = time.GetTimestamp();

    public long Now => (_start + time.GetElapsedTime(_timestamp)).ToUnixTimeMilliseconds();
}
