using System.Text;

namespace TweetStream.Relay.Sources;

/// <summary>A source of posts. Owns where they come from and how fast; leaves everything after that to <see cref="PostSink"/>.</summary>
internal abstract class PostSource(string name)
{
    /// <summary>Names the source in the log and, where a post does not say itself where it came from, in the post.</summary>
    public string Name { get; } = name;

    /// <summary>The same in UTF-8.</summary>
    public byte[] NameBytes { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>Whether it comes to an end by itself.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>How often it has started over: the same post in another round is no duplicate, it is played again.</summary>
    public int Round { get; protected set; }

    /// <summary>Passes posts on until there are no more, which is a normal end, or until <paramref name="stop"/>.</summary>
    /// <exception cref="IOException">What was open could not be read to its end.</exception>
    public abstract Task RunAsync(PostSink sink, CancellationToken stop);
}
