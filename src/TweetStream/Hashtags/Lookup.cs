namespace TweetStream.Hashtags;

/// <summary>A tag that is looked for together with others, and what was found.</summary>
internal struct Lookup
{
    /// <summary>The spelling. One that stands for bytes elsewhere is never found.</summary>
    public ShortBytes Value;

    /// <summary>The number of its post.</summary>
    public int Post;

    public uint Hash;

    /// <summary>The number of the spelling; -1 where it has none.</summary>
    public int Number;

    /// <summary>What the table keeps beside the spelling, where it has a number.</summary>
    public int Label;

    /// <summary>Whether another is a tag of the same post and has the same label. Without a branch.</summary>
    public readonly bool IsSameTag(in Lookup other) => ((Post ^ other.Post) | (Label ^ other.Label)) == 0;
}
