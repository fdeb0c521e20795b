using TweetStream.Archive;

namespace TweetStream.Relay.Sources;

/// <summary>
/// Where the sources count what they could not pass on, and keep it where there are dead letters; for use by several threads.
/// </summary>
internal sealed class SourceTally(DeadLetters? letters, TimeProvider time)
{
    private long _control;
    private long _malformed;
    private long _oversized;

    public long Control => Interlocked.Read(ref _control);

    public long Malformed => Interlocked.Read(ref _malformed);

    public long Oversized => Interlocked.Read(ref _oversized);

    public void AddControl() => Interlocked.Increment(ref _control);

    public void AddMalformed(string source, string reason, ReadOnlySpan<byte> line)
    {
        Interlocked.Increment(ref _malformed);
        letters?.Add(source, reason, line, time.GetUtcNow());
    }

    /// <param name="source">Name of the source.</param>
    /// <param name="limit">Bytes that a line may have.</param>
    /// <param name="start">How the line begins.</param>
    public void AddOversized(string source, int limit, ReadOnlySpan<byte> start)
    {
        Interlocked.Increment(ref _oversized);
        letters?.Add(source, $"longer than {limit} bytes", start, time.GetUtcNow());
    }
}
