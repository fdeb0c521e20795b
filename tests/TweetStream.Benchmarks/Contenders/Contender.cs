namespace TweetStream.Benchmarks.Contenders;

/// <summary>One of those that read the feed.</summary>
/// <param name="Name">As the tables have it.</param>
/// <param name="Part">It reads one of so many parts of the posts, because all of them would take it too long.</param>
/// <param name="Does">What it does and what it leaves out, in a line.</param>
/// <param name="Read">Reads what a port of this machine sends to its end.</param>
internal sealed record Contender(string Name, int Part, string Does, ReadFeed Read)
{
    /// <summary>Whether its windows must be those of our counter.</summary>
    public bool IsExact { get; init; } = true;

    /// <summary>What finds tags in a text, for whoever takes strings.</summary>
    public Func<string, IReadOnlyList<string>> Tags { get; init; } = TagsOf.Text;
}

/// <summary>Reads what a port of this machine sends to its end.</summary>
/// <param name="port">Where it is sent.</param>
/// <param name="read">What makes a post of a line, for whoever takes strings.</param>
/// <returns>The windows that closed, in order.</returns>
internal delegate IReadOnlyList<ClosedWindow> ReadFeed(int port, Func<string, TaggedPost> read);
