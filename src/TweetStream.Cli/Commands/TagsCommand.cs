using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TweetStream.Cli.Hosting;
using TweetStream.Counter.Output;
using TweetStream.Hashtags;
using TweetStream.Posts;
using TweetStream.Wire;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream tags</c>: the tokeniser on standard input and output.</summary>
internal static class TagsCommand
{
    private const int MaxLineBytes = 512 * 1024 * 1024;
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var command = new Command("tags", "Reads a text a line (or a JSON object with \"text\", which may hold line breaks) and writes the hashtags found in it as a JSON array.")
            .WithExamples(
                "echo 'Hello #world, #C# and #日本語' | tweetstream tags",
                "printf '%s\\n' '{\"text\":\"#one\\n#two\"}' | tweetstream tags");
        command.SetAction(_ =>
        {
            try
            {
                Run(Console.OpenStandardInput(), StandardOutput.Open());
            }
            catch (IOException failure) when (StandardOutput.IsClosed(failure))
            {
                // Whoever read the tags has enough of them.
            }
        });
        return command;
    }

    internal static void Run(Stream input, Stream output)
    {
        using var buffered = new BufferedStream(output, 64 * 1024);
        var lines = new LineBuffer(MaxLineBytes);
        var answer = new Answer(buffered);
        int read;
        while ((read = input.Read(lines.Free.Span)) > 0)
        {
            lines.Commit(read);
            while (lines.TryRead(out var line))
                answer.Write(line);
            buffered.Flush(); // Whoever asks line by line gets each answer before the next question.
        }

        if (lines.TryReadLast(out var last))
            answer.Write(last);
    }

    private sealed class Answer(Stream output)
    {
        private readonly PostReader _reader = new();
        private readonly PostBuffer _post = new();
        private readonly List<Range> _tags = [];
        private readonly ArrayBufferWriter<byte> _json = new();

        public void Write(ReadOnlySpan<byte> line)
        {
            var text = _reader.Read(line, _post) == LineKind.Post ? _post.Text : line;
            _tags.Clear();
            HashtagScanner.Scan(text, _tags);
            _json.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_json, Readable))
            {
                json.WriteStartArray();
                foreach (var tag in _tags)
                    json.WriteStringValue(Encoding.UTF8.GetString(text[tag]));
                json.WriteEndArray();
            }

            output.Write(_json.WrittenSpan);
            output.WriteByte((byte)'\n');
        }
    }
}
