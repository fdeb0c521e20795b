using System.Text.Encodings.Web;
using System.Text.Json;
using TweetStream.Batch.Queries;
using TweetStream.Trends;

namespace TweetStream.Batch.Output;

/// <summary>
/// An answer as one line of JSON:
/// <c>{"from","to","posts","late","late_exact","tags","views_until","until","missing","untimed","unreadable","notice","top":[{"tag","display","count"}]}</c>,
/// with <c>"course":[{"start","posts","count"}]</c> instead of <c>top</c> where the course of a tag was asked for. Where
/// rising tags are ranked, it says <c>"rank":"rising"</c>, and each tag has its <c>"score"</c>. What nobody knows is null.
/// </summary>
public static class AnswerJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream output, Answer answer, bool isCourse)
    {
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            json.WriteStartObject();
            json.WriteString("from", answer.From is { } from ? SnapshotJson.Iso(from) : null);
            json.WriteString("to", answer.To is { } to ? SnapshotJson.Iso(to) : null);
            json.WriteNumber("posts", answer.Posts);
            json.WriteNumber("late", answer.Late);
            json.WriteBoolean("late_exact", answer.IsLateExact);
            json.WriteNumber("tags", answer.Tags);
            if (answer.ViewsUntil is { } until)
                json.WriteNumber("views_until", until);
            else
                json.WriteNull("views_until");
            json.WriteNumber("until", answer.Until);
            json.WriteNumber("missing", answer.Missing);
            json.WriteNumber("untimed", answer.Untimed);
            json.WriteNumber("unreadable", answer.Unreadable);
            json.WriteString("notice", answer.Notice);
            if (isCourse)
                WriteCourse(json, answer);
            else
                WriteTop(json, answer);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteTop(Utf8JsonWriter json, Answer answer)
    {
        if (answer.Rank == Rank.Rising)
            json.WriteString("rank", "rising");
        SnapshotJson.WriteTop(json, answer.Top, answer.Rank);
    }

    private static void WriteCourse(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartArray("course");
        foreach (var step in answer.Course)
        {
            json.WriteStartObject();
            json.WriteString("start", SnapshotJson.Iso(step.Start));
            json.WriteNumber("posts", step.Posts);
            json.WriteNumber("count", step.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
