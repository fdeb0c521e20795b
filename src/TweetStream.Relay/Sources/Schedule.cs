using System.Runtime.CompilerServices;

namespace TweetStream.Relay.Sources;

/// <summary>
/// The waiting of a source. Due times count from its start, so that inexact waits never add up; a source that is late
/// does not wait until it has caught up. One that does not wait at all lets the clients set the speed.
/// </summary>
internal sealed class Schedule(PostSink sink, TimeProvider time)
{
    private const int PostsBetweenPauses = 256;

    // Timers take at most 49 days, and a wait in parts costs nothing.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private readonly long _start = time.GetTimestamp();
    private int _postsWithoutPause;

    /// <summary>Returns when <paramref name="due"/> has passed since the start; at once where it has already.</summary>
    public ValueTask UntilAsync(TimeSpan due, CancellationToken stop)
    {
        if (due > TimeSpan.Zero && due > time.GetElapsedTime(_start))
            return WaitAsync(due, stop);
        return ++_postsWithoutPause < PostsBetweenPauses ? ValueTask.CompletedTask : PauseAsync(stop);
    }

    private async ValueTask WaitAsync(TimeSpan due, CancellationToken stop)
    {
        _postsWithoutPause = 0;
        sink.Flush();
        for (TimeSpan rest; (rest = due - time.GetElapsedTime(_start)) > TimeSpan.Zero;)
        {
            // Timers count whole milliseconds; rounding down would spin.
            var milliseconds = Math.Ceiling(Math.Min(rest.TotalMilliseconds, LongestWait.TotalMilliseconds));
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, stop);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PauseAsync(CancellationToken stop)
    {
        _postsWithoutPause = 0;
        stop.ThrowIfCancellationRequested();
        await Task.Yield();
        await sink.WaitForRoomAsync(stop);
    }
}
