using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using TweetStream.Trends;

namespace TweetStream.Cli.Hosting;

/// <summary>
/// One JSON object a line on standard error.
/// <code>line = { "time", "level", "category", ["event",] "message", ["values": { name: value, ... },] ["exception"] }</code>
/// </summary>
internal sealed class JsonLog(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "lines of json";
    private const string MethodPrefix = "Log";
    private static readonly JsonWriterOptions Style = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) =>
        textWriter.WriteLine(Line(
            time.GetUtcNow(), entry.LogLevel, entry.Category, NameOf(entry.EventId), entry.Formatter(entry.State, entry.Exception),
            entry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? [], entry.Exception));

    /// <summary>The line without its end.</summary>
    public static string Line(
        DateTimeOffset now, LogLevel level, string category, string? name, string message, IReadOnlyList<KeyValuePair<string, object?>> values, Exception? exception)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Style))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, SnapshotJson.Iso(now));
            json.WriteString("level"u8, level.ToString().ToLowerInvariant());
            json.WriteString("category"u8, category);
            if (name is not null)
                json.WriteString("event"u8, name);
            json.WriteString("message"u8, message);
            WriteValues(json, [.. values.Where(value => value.Key != "{OriginalFormat}")]);
            if (exception is not null)
                json.WriteString("exception"u8, exception.ToString());
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.WrittenSpan);
    }

    // A message is named after its method, LogConnected after what happened: Connected.
    private static string? NameOf(EventId id) =>
        id.Name?.StartsWith(MethodPrefix, StringComparison.Ordinal) == true ? id.Name[MethodPrefix.Length..] : id.Name;

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartObject("values"u8);
        foreach (var (name, value) in values)
        {
            json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case int or long:
                    json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
                default:
                    json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndObject();
    }
}
