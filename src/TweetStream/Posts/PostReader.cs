using System.Globalization;
using System.Text.Json;
using TweetStream.Posts.Formats;

namespace TweetStream.Posts;

/// <summary>
/// Tells for one line what it is and decodes the post in it. Owns the decision which form a line has; leaves each form
/// to its own file in Formats. Nothing that a line may hold makes it throw. Not for use by two threads at once.
/// </summary>
/// <remarks>
/// Where a JSON object repeats a name, the last one counts. Objects nested deeper than 64 are malformed.
/// </remarks>
public sealed class PostReader
{
    private readonly MastodonStatus _mastodon = new();

    /// <summary>Why the last line was <see cref="LineKind.Malformed"/>; empty where it was not.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>
    /// Decodes <paramref name="line"/>, which has no line end, into <paramref name="post"/>, which is cleared first and
    /// holds nothing unless the line is <see cref="LineKind.Text"/> or a <see cref="LineKind.Post"/>.
    /// </summary>
    public LineKind Read(ReadOnlySpan<byte> line, PostBuffer post)
    {
        post.Clear();
        Problem = "";
        if (line.StartsWith("\uFEFF"u8))
            line = line["\uFEFF"u8.Length..];
        var trimmed = line.TrimStart(" \t\r\n\v\f"u8);
        if (trimmed.IsEmpty)
            return LineKind.Blank;
        if (OpensObject(trimmed))
            return ReadObject(trimmed, post);
        post.Set(PostField.Text, line);
        return LineKind.Text;
    }

    // A person may type {#tag}, [1] or "quoted": only an object with a name in it, or an empty one, is meant as JSON.
    private static bool OpensObject(ReadOnlySpan<byte> line) =>
        line[0] == '{' && line[1..].TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'}', ..];

    // A text at the top makes a post ours, unless names that only tweets have stand beside it. Everything else is asked
    // for form by form, in an order in which no form can take the message of a later one.
    private LineKind ReadObject(ReadOnlySpan<byte> json, PostBuffer post)
    {
        LineKind kind;
        try
        {
            kind = OwnPost.TryRead(json, post) ? LineKind.Post : ReadForeign(json, post);
        }
        catch (JsonException invalid)
        {
            kind = LineKind.Malformed;
            Problem = string.Create(CultureInfo.InvariantCulture, $"not valid JSON at byte {invalid.BytePositionInLine}");
        }

        if (kind == LineKind.Malformed && Problem.Length == 0)
            Problem = "an object that holds no post anyone knows";
        if (kind != LineKind.Post)
            post.Clear();
        return kind;
    }

    private LineKind ReadForeign(ReadOnlySpan<byte> json, PostBuffer post)
    {
        post.Clear();
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var message = document.RootElement;
        return XTweet.Read(message, post)
            ?? XPost.Read(message, post)
            ?? JetstreamEvent.Read(message, post)
            ?? _mastodon.Read(message, post)
            ?? (ControlMessage.Matches(message) ? LineKind.Control : LineKind.Malformed);
    }
}
