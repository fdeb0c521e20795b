using TweetStream.Posts;

namespace TweetStream.Counter.Tapping;

/// <summary>Shows posts one by one, in batches that are sent off together.</summary>
internal abstract class PostOutput
{
    /// <param name="line">As it came.</param>
    /// <param name="kind">A post, or plain text.</param>
    /// <param name="post">What it holds.</param>
    /// <param name="arrival">In ms since the Unix epoch.</param>
    public abstract void Write(ReadOnlySpan<byte> line, LineKind kind, PostBuffer post, long arrival);

    /// <exception cref="IOException">It cannot be written, or nobody reads it any more.</exception>
    public abstract void Flush();
}
