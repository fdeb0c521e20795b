using System.Net.Sockets;

namespace TweetStream.Counter.Feeds;

/// <summary>
/// A connection that is read by a thread of its own. Below a plain one the socket stays a blocking one: a single asynchronous
/// call would make each later read go through the thread pool, which costs more than to count what it brings.
/// </summary>
/// <param name="stream">What is read.</param>
/// <param name="plain">The socket below it; null below an encrypted one.</param>
/// <param name="dialled">Timestamp of the clock that measures waits.</param>
internal sealed class Link(Stream stream, Socket? plain, long dialled) : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private Task<int>? _arrival;

    /// <summary>When it was asked for: nobody can have known of it before.</summary>
    public long Dialled => dialled;

    public void Write(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    /// <summary>Waits until there is something to read, or the end of it.</summary>
    /// <param name="patience">How much longer to wait; null for ever.</param>
    /// <param name="time">Measures the wait.</param>
    /// <returns>False where it took longer; what comes can be read all the same.</returns>
    public bool Wait(Func<TimeSpan?> patience, TimeProvider time)
    {
        if (plain is null)
            return WaitWithoutSocket(patience(), time);
        while (!plain.Poll(LookAgain, SelectMode.SelectRead))
        {
            if (patience() is { } left && left <= TimeSpan.Zero)
                return false;
        }

        return true;
    }

    /// <inheritdoc cref="Stream.Read(Span{byte})"/>
    public int Read(Span<byte> into)
    {
        _arrival?.GetAwaiter().GetResult();
        _arrival = null;
        return stream.Read(into);
    }

    public void Dispose() => stream.Dispose();

    // A read of nothing ends when there is something.
    private bool WaitWithoutSocket(TimeSpan? patience, TimeProvider time)
    {
        _arrival ??= stream.ReadAsync(Memory<byte>.Empty).AsTask();
        var delay = Task.Delay(patience ?? Timeout.InfiniteTimeSpan, time, CancellationToken.None);
        _ = Task.WhenAny(_arrival, delay).GetAwaiter().GetResult();
        return _arrival.IsCompleted;
    }
}
