using System.Runtime.InteropServices;

namespace TweetStream.Hashtags;

/// <summary>A tag that is looked for together with others, and what was found.</summary>
[StructLayout(LayoutKind.Explicit)]
internal struct Lookup
{
    /// <summary>The spelling. One that stands for bytes elsewhere is never found. To be written first: so many bytes of what follows may be overwritten with it as are read at once.</summary>
    [FieldOffset(0)]
    public ShortBytes Value;

    [FieldOffset(24)]
    public uint Hash;

    /// <summary>The number of the spelling; -1 where it has none.</summary>
    [FieldOffset(28)]
    public int Number;

    /// <summary>The number of its post.</summary>
    [FieldOffset(32)]
    public int Post;

    /// <summary>What the table keeps beside the spelling, where it has a number.</summary>
    [FieldOffset(36)]
    public int Label;

    [FieldOffset(32)]
    private readonly ulong _postAndLabel;

    /// <summary>Whether another is a tag of the same post and has the same label. Without a branch.</summary>
    public readonly bool IsSameTag(in Lookup other) => _postAndLabel == other._postAndLabel;
}
