using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>
/// One JSON object a line for each closed window that holds a post:
/// <c>{"start","end","posts","tags","late","top":[{"tag","display","count"}]}</c>, times in ISO 8601, and
/// <c>"revision":n</c> where the line corrects an earlier one of the same window, and <c>"overflow":n</c> once counts of
/// tags were given up, so that others may be too low. Where posts are missing, or may be,
/// <c>"gap":{"from","to","posts"}</c> says between which posts and how many, null where that is not known.
/// </summary>
internal sealed class JsonLinesOutput(Stream output) : ResultOutput
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _line = new();

    protected override void Write(Snapshot snapshot)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, Readable))
            Write(json, snapshot);
        _line.Write("\n"u8);
        output.Write(_line.WrittenSpan);
        output.Flush();
    }

    private static void Write(Utf8JsonWriter json, Snapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteString("start", SnapshotText.Iso(snapshot.Start));
        json.WriteString("end", SnapshotText.Iso(snapshot.End));
        json.WriteNumber("posts", snapshot.Posts);
        json.WriteNumber("tags", snapshot.Tags);
        json.WriteNumber("late", snapshot.Stream.Late);
        if (snapshot.Revision > 0)
            json.WriteNumber("revision", snapshot.Revision);
        if (snapshot.Stream.Overflow > 0)
            json.WriteNumber("overflow", snapshot.Stream.Overflow);
        if (snapshot.Gap is { } gap)
            Write(json, gap);
        json.WriteStartArray("top");
        foreach (var trend in snapshot.Top)
        {
            json.WriteStartObject();
            json.WriteString("tag", trend.Tag);
            json.WriteString("display", trend.Display);
            json.WriteNumber("count", trend.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Gap gap)
    {
        json.WriteStartObject("gap");
        json.WriteString("from", SnapshotText.Iso(gap.From));
        json.WriteString("to", gap.To is { } to ? SnapshotText.Iso(to) : null);
        if (gap.Posts is { } posts)
            json.WriteNumber("posts", posts);
        else
            json.WriteNull("posts");
        json.WriteEndObject();
    }
}
