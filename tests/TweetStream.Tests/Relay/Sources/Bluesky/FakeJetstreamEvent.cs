using System.Globalization;
using System.Text.Json;

namespace TweetStream.Tests.Relay.Sources.Bluesky;

/// <summary>An event as Jetstream sends it in its two versions.</summary>
/// <param name="Seq">Its number, from 1.</param>
/// <param name="Time">When the service saw it.</param>
/// <param name="Did">Who did it.</param>
internal sealed record FakeJetstreamEvent(long Seq, DateTimeOffset Time, string Did)
{
    public const string Posts = "app.bsky.feed.post";

    /// <summary>commit, identity or account.</summary>
    public string Kind { get; init; } = "commit";

    public string Operation { get; init; } = "create";

    public string Collection { get; init; } = Posts;

    public string Rkey { get; init; } = "";

    /// <summary>JSON; null where there is none, as with a deletion.</summary>
    public string? Record { get; init; }

    /// <summary>Takes the place of the whole message.</summary>
    public string? Raw { get; init; }

    public long Microseconds => (Time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The record of a post; tags that its text has not stand beside it.</summary>
    public static string RecordOf(string text, IEnumerable<string> tags, string language = "en")
    {
        var (inside, beside) = (tags.Where(tag => text.Contains("#" + tag, StringComparison.Ordinal)), tags.Where(tag => !text.Contains("#" + tag, StringComparison.Ordinal)));
        var facets = inside.Select(tag => $$"""{"$type":"app.bsky.richtext.facet","index":{"byteStart":0,"byteEnd":1},"features":[{"$type":"app.bsky.richtext.facet#tag","tag":{{Quoted(tag)}}}]}""");
        return $$"""{"$type":"app.bsky.feed.post","createdAt":"1999-12-31T23:59:59Z","langs":["{{language}}"],"facets":[{{string.Join(',', facets)}}],"tags":[{{string.Join(',', beside.Select(Quoted))}}],"text":{{Quoted(text)}}}""";
    }

    public string Version1() => Raw ?? $$"""{"did":"{{Did}}","time_us":{{Microseconds}},"cursor":{{Seq}},"kind":"{{Kind}}",{{(Kind == "commit" ? $"\"commit\":{{{Commit}}}" : Upstream)}}}""";

    public string Version2() => Raw ?? $$"""{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#{{Kind}}","seq":{{Seq}},"did":"{{Did}}","time":"{{Rfc3339}}",{{(Kind == "commit" ? Commit : Upstream)}}""" + "}}";

    private string Rfc3339 => Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private string Commit => $"\"rev\":\"3mp\",\"operation\":\"{Operation}\",\"collection\":\"{Collection}\",\"rkey\":\"{Rkey}\"{(Record is null ? "" : $",\"record\":{Record},\"cid\":\"bafyrei\"")}";

    private string Upstream => $"\"{Kind}\":{{\"did\":\"{Did}\",\"seq\":{Seq + 1_000_000},\"time\":\"2026-01-01T00:00:00Z\",\"active\":true}}";

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
