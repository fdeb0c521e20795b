using System.Buffers;
using TweetStream.Posts;

namespace TweetStream.Relay.Sources.Synthetic;

/// <summary>Writes what the synthetic source says as a recording that can be replayed.</summary>
public static class SyntheticRecording
{
    /// <summary>Writes NDJSON, one post a line, the same bytes for the same arguments.</summary>
    /// <param name="output">Is left open.</param>
    /// <param name="seed">Decides what the posts say.</param>
    /// <param name="start">Time of the first post.</param>
    /// <param name="length">The last post is before <paramref name="start"/> plus this.</param>
    /// <param name="postsPerSecond">In the mean, with natural gaps; above 0.</param>
    public static void Write(Stream output, ulong seed, DateTimeOffset start, TimeSpan length, double postsPerSecond)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(postsPerSecond);
        var posts = new SyntheticPosts(seed);
        var post = new PostBuffer();
        var line = new ArrayBufferWriter<byte>();
        foreach (var at in SyntheticSource.PoissonTimes(seed, postsPerSecond).TakeWhile(at => at < length))
        {
            posts.Next(at, post);
            post.Set(PostField.Source, "synthetic"u8);
            post.CreatedAt = (start + at).ToUnixTimeMilliseconds();
            post.ReceivedAt = post.CreatedAt;
            line.ResetWrittenCount();
            PostWriter.WriteJson(post, -1, line);
            output.Write(line.WrittenSpan);
        }
    }
}
