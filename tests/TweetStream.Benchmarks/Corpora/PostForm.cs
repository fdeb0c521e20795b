using TweetStream.Benchmarks.Contenders;

namespace TweetStream.Benchmarks.Corpora;

/// <summary>How a post looks on its line: as we write it, and as a contender who takes strings reads it.</summary>
internal abstract class PostForm
{
    public static readonly PostForm Text = new TextForm();

    public static readonly IReadOnlyList<PostForm> All = [Text, new OwnJsonForm(), new TweetForm()];

    public abstract string Name { get; }

    /// <summary>Whether a line says when its post was made; else it counts when it comes.</summary>
    public abstract bool HasTime { get; }

    /// <summary>Without its end.</summary>
    public abstract string Line(Draft draft);

    public abstract TaggedPost Read(string line, Func<string, IReadOnlyList<string>> tags);
}
