namespace TweetStream.Hashtags;

/// <summary>Makes of a tag's spelling the key under which it is counted. Not for use by two threads at once.</summary>
public sealed class TagFolder(bool keepCase)
{
    /// <summary>The key of <paramref name="tag"/>, both in UTF-8; valid until the next call.</summary>
    public ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> tag) => keepCase ? tag : tag[..];
}
