namespace TweetStream.Posts.Formats;

/// <summary>Which parts of a post are decoded: all of them, or those that counting needs.</summary>
/// <param name="Tokeniser">Version of the tokeniser that counts; null for all parts.</param>
internal readonly record struct PostParts(int? Tokeniser)
{
    public bool IsAll => Tokeniser is null;

    /// <summary>Whether the text is wanted, now that the tags are known.</summary>
    public bool HasText(PostBuffer post) => Tokeniser is not { } version || !post.HasTagsOf(version);
}
