using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>One JSON object a line for each closed window that holds a post, in the form of <see cref="SnapshotJson"/>.</summary>
internal sealed class JsonLinesOutput(Stream output) : ResultOutput
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _line = new();

    protected override void Write(Snapshot snapshot)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, Readable))
            SnapshotJson.Write(json, snapshot);
        _line.Write("\n"u8);
        output.Write(_line.WrittenSpan);
        output.Flush();
    }
}
