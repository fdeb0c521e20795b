using System.Text;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

/// <summary>What a reader made of one line, as strings that a test can compare.</summary>
internal sealed record Decoded(
    LineKind Kind,
    string Text = "",
    string Tags = Decoded.None,
    long? CreatedAt = null,
    string Id = "",
    string Source = "",
    string Language = "",
    string Author = "",
    long? ReceivedAt = null,
    long? Offset = null,
    bool Repaired = false,
    string Cursor = "",
    int? Tagger = null)
{
    /// <summary>Stands for tags that the source did not deliver, as against "" for delivered ones that are none.</summary>
    public const string None = "(none delivered)";

    public static Decoded Line(string line) => Line(Encoding.UTF8.GetBytes(line));

    public static Decoded Line(ReadOnlySpan<byte> line)
    {
        var post = new PostBuffer();
        var kind = new PostReader().Read(line, post);
        return Of(kind, post);
    }

    public static Decoded Of(LineKind kind, PostBuffer post) => new(
        kind,
        Encoding.UTF8.GetString(post.Text),
        post.HasTags ? string.Join(' ', Enumerable.Range(0, post.TagCount).Select(i => Encoding.UTF8.GetString(post.Tag(i)))) : None,
        post.CreatedAt,
        Encoding.UTF8.GetString(post[PostField.Id]),
        Encoding.UTF8.GetString(post[PostField.Source]),
        Encoding.UTF8.GetString(post[PostField.Language]),
        Encoding.UTF8.GetString(post[PostField.Author]),
        post.ReceivedAt,
        post.Offset,
        post.Repaired,
        Encoding.UTF8.GetString(post[PostField.Cursor]),
        post.Tagger);

    public static long Milliseconds(string utc) =>
        DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();
}
