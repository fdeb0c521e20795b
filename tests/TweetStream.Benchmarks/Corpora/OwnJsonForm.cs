using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TweetStream.Benchmarks.Contenders;
using TweetStream.Hashtags;
using TweetStream.Posts;

namespace TweetStream.Benchmarks.Corpora;

/// <summary>As the relay writes a post of Bluesky, with the tags that it found.</summary>
internal sealed class OwnJsonForm : PostForm
{
    private readonly PostBuffer _post = new();
    private readonly ArrayBufferWriter<byte> _line = new();

    public override string Name => "NDJSON, the relay's own";

    public override bool HasTime => true;

    public override string Line(Draft draft)
    {
        _line.ResetWrittenCount();
        Write(draft, _line);
        return Encoding.UTF8.GetString(_line.WrittenSpan[..^1]);
    }

    /// <summary>Writes the line, with its end.</summary>
    public void Write(Draft draft, IBufferWriter<byte> output)
    {
        _post.Clear();
        Set(PostField.Id, string.Create(CultureInfo.InvariantCulture, $"at://did:plc:eygmaihciaxprqvxpfvl6flk/app.bsky.feed.post/3mp{draft.Number:0000000000}"));
        Set(PostField.Source, "bluesky");
        Set(PostField.Author, "did:plc:eygmaihciaxprqvxpfvl6flk");
        Set(PostField.Language, draft.Language);
        Set(PostField.Text, draft.Text);
        foreach (var tag in draft.Tags)
            _post.AddTag(Encoding.UTF8.GetBytes(tag));
        _post.HasTags = true;
        _post.Tagger = HashtagScanner.TokeniserVersion;
        _post.CreatedAt = draft.Time;
        _post.ReceivedAt = draft.Received ?? draft.Time + 1;
        PostWriter.WriteJson(_post, draft.Number, output);
    }

    public override TaggedPost Read(string line, Func<string, IReadOnlyList<string>> tags)
    {
        using var document = JsonDocument.Parse(line);
        var time = document.RootElement.GetProperty("created_at").GetDateTimeOffset().ToUnixTimeMilliseconds();
        return new(time, tags(document.RootElement.GetProperty("text").GetString()!));
    }

    private void Set(PostField field, string value) => _post.Set(field, Encoding.UTF8.GetBytes(value));
}
