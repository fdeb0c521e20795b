using TweetStream.Posts;

namespace TweetStream.Counter.Tapping;

/// <summary>Which posts of an input are shown, and how. Validated before it gets here.</summary>
/// <param name="Input">Where they come from; what it says of counting is of no account.</param>
public sealed record TapOptions(CountOptions Input)
{
    /// <summary>Ends the run after so many posts were shown; null never.</summary>
    public long? Limit { get; init; }

    /// <summary>Share of the posts that are shown, above 0 and at most 1.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>Which share it is: the same seed picks the same posts.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether a post is shown at all; asked before the sample is taken, by one thread.</summary>
    public Func<PostBuffer, bool> Passes { get; init; } = _ => true;

    public TapFormat Format { get; init; } = TapFormat.Text;
}

/// <summary>How a post is shown.</summary>
public enum TapFormat
{
    /// <summary>Its text, for a reader on a terminal with time, source and author.</summary>
    Text,

    /// <summary>Its line of JSON as it came; a line of plain text becomes one.</summary>
    Json,
}
