using TweetStream.Wire;

namespace TweetStream.Counter.Feeds;

/// <summary>Lines that came in one read. Whoever gets a batch takes all lines from it before it returns: the buffer is used again.</summary>
/// <param name="Lines">The whole lines so far; null when there is only news of the connection.</param>
/// <param name="Arrival">When they came, in ms since the Unix epoch.</param>
internal readonly record struct Batch(LineBuffer? Lines, long Arrival)
{
    /// <summary>Whether this input ends here, so that a last line without its end counts too.</summary>
    public bool IsLast { get; init; }

    /// <summary>What a viewer should know, such as that the connection is lost; null when all is well.</summary>
    public string? Notice { get; init; }

    /// <summary>A connection began or ended; null while it goes on, and for files.</summary>
    public Connection? Connection { get; init; }
}
