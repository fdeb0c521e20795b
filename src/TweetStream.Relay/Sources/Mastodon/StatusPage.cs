using System.Text;
using System.Text.Json;

namespace TweetStream.Relay.Sources.Mastodon;

/// <summary>An answer of the timelines, cut into its statuses: a JSON array, latest first.</summary>
internal sealed class StatusPage
{
    private readonly List<Range> _statuses = [];
    private readonly ReadOnlyMemory<byte> _json;

    /// <exception cref="JsonException">The answer is none.</exception>
    public StatusPage(ReadOnlyMemory<byte> json)
    {
        _json = json;
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("The answer is no array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            LatestId = StatusId.Later(LatestId, ReadId(ref reader));
            _statuses.Add(start..(int)reader.BytesConsumed);
        }
    }

    public int Count => _statuses.Count;

    /// <summary>Null where there is none.</summary>
    public string? LatestId { get; }

    /// <summary>The statuses, earliest first.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> InOrder => Enumerable.Reverse(_statuses).Select(range => _json[range]);

    // Ids are plain, so what stands between the quotes is what they say.
    private static string? ReadId(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? id = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueSpan.SequenceEqual("id"u8);
            reader.Read();
            if (isId && reader.TokenType == JsonTokenType.String)
                id = Encoding.UTF8.GetString(reader.ValueSpan);
            reader.Skip();
        }

        return id;
    }
}
