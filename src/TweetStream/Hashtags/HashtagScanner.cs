namespace TweetStream.Hashtags;

/// <summary>Finds the hashtags of a text.</summary>
public static class HashtagScanner
{
    /// <summary>Adds to <paramref name="tags"/> where each tag's body stands in <paramref name="text"/> (UTF-8), in order, without its sign.</summary>
    public static void Scan(ReadOnlySpan<byte> text, List<Range> tags)
    {
    }
}
