using System.Globalization;
using System.Text.Json;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts.Model;

/// <summary>What <see cref="PostReader"/> is to do, written down in the plainest way: with the framework's reader and documents, a form after the other.</summary>
internal sealed class ModelReader
{
    private readonly ModelMastodon _mastodon = new();

    public string Problem { get; private set; } = "";

    public LineKind Read(ReadOnlySpan<byte> line, PostBuffer post)
    {
        post.Clear();
        Problem = "";
        if (line.StartsWith("\uFEFF"u8))
            line = line["\uFEFF"u8.Length..];
        var trimmed = line.TrimStart(" \t\r\n\v\f"u8);
        if (trimmed.IsEmpty)
            return LineKind.Blank;
        if (trimmed[0] == '{' && trimmed[1..].TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'}', ..])
            return ReadObject(trimmed.ToArray(), post);
        post.Set(PostField.Text, line);
        return LineKind.Text;
    }

    private LineKind ReadObject(byte[] json, PostBuffer post)
    {
        LineKind kind;
        try
        {
            using var document = JsonDocument.Parse(json);
            kind = ModelOwn.TryRead(document.RootElement, post) ? LineKind.Post : ReadForeign(document.RootElement, post);
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

    private LineKind ReadForeign(JsonElement message, PostBuffer post)
    {
        post.Clear();
        return ModelX.ReadTweet(message, post)
            ?? ModelX.ReadPost(message, post)
            ?? ModelJetstream.Read(message, post)
            ?? _mastodon.Read(message, post)
            ?? (IsControl(message) ? LineKind.Control : LineKind.Malformed);
    }

    private static bool IsControl(JsonElement message)
    {
        string[] names = ["limit", "delete", "scrub_geo", "status_withheld", "user_withheld", "disconnect", "warning", "friends", "friends_str", "event", "control", "for_user", "direct_message", "errors", "disconnect_type", "connection_issue"];
        return message.EnumerateObject().Any(member => names.Any(name => ModelJson.RawName(member).SequenceEqual(System.Text.Encoding.ASCII.GetBytes(name))));
    }
}
