namespace TweetStream.Posts;

/// <summary>What a line of a stream turned out to be.</summary>
public enum LineKind
{
    /// <summary>Nothing but blanks: not a post.</summary>
    Blank,

    /// <summary>Plain text: a post without time or tags of its own.</summary>
    Text,

    /// <summary>A JSON object that is a post.</summary>
    Post,

    /// <summary>A readable message that is not a post: a limit notice, a deletion, a like.</summary>
    Control,

    /// <summary>Opens like a JSON object and is none, or holds no post that anyone knows.</summary>
    Malformed,
}
