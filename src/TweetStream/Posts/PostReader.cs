using TweetStream.Posts.Formats;
using TweetStream.Posts.Json;

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
    private readonly PostParts _parts;
    private readonly OwnLine _own = new();
    private readonly JsonIndex _index = new();
    private readonly NamedMembers _message = new();
    private readonly XPost _x = new();
    private readonly JetstreamEvent _jetstream = new();
    private readonly MastodonStatus _mastodon = new();

    // Lines of a stream are alike: a post of others is followed by posts of others.
    private bool _isOwn = true;

    public PostReader()
        : this(default)
    {
    }

    private PostReader(PostParts parts) => _parts = parts;

    /// <summary>
    /// A reader that may leave empty what counting does not need: every field but the text, the text where its tags can be
    /// taken as they stand (see <see cref="PostBuffer.HasTagsOf"/>), and the time of receipt. All else is as from any reader.
    /// </summary>
    /// <param name="tokeniserVersion">Version of the tokeniser that will look into the texts.</param>
    public static PostReader ForCounting(int tokeniserVersion) => new(new PostParts(tokeniserVersion));

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
        if (_isOwn && !_parts.IsAll && _own.TryRead(line, post, _parts))
            return LineKind.Post;
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

    // The fast path takes what is valid; the careful one then tells what is not.
    private LineKind ReadObject(ReadOnlySpan<byte> json, PostBuffer post)
    {
        if (!_index.TryRead(json))
        {
            Problem = JsonProblem.Of(json) ?? "not valid JSON";
            return LineKind.Malformed;
        }

        _message.Read(_index.Object);
        var kind = ReadMessage(_message, post, _index.MayBeRepaired ? default : _parts, out var problem);
        if (kind == LineKind.Malformed)
            Problem = problem ?? "an object that holds no post anyone knows";
        if (kind != LineKind.Post)
            post.Clear();
        return kind;
    }

    // A text at the top makes a post ours, unless names that only tweets have stand beside it. Everything else is asked
    // for form by form, in an order in which no form can take the message of a later one.
    private LineKind ReadMessage(NamedMembers message, PostBuffer post, PostParts parts, out string? problem)
    {
        problem = null;
        var own = OwnPost.Read(message, post, parts);
        _isOwn = own is not null;
        return own
            ?? XTweet.Read(message, post, parts)
            ?? _x.Read(message, post, parts)
            ?? _jetstream.Read(message, post, parts)
            ?? _mastodon.Read(message, post, parts, out problem)
            ?? (ControlMessage.Matches(message.Object) ? LineKind.Control : LineKind.Malformed);
    }
}
