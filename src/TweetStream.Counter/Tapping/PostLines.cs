using System.Buffers;
using System.Text;
using TweetStream.Counter.Terminal;
using TweetStream.Posts;

namespace TweetStream.Counter.Tapping;

/// <summary>A line a post for whatever reads it: the text alone, or JSON as it came.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="format">Text or JSON.</param>
/// <param name="isTerminal">Whether someone watches the lines on a terminal, which no post may control.</param>
internal sealed class PostLines(Stream output, TapFormat format, bool isTerminal) : PostOutput
{
    private readonly ArrayBufferWriter<byte> _lines = new();

    public override void Write(ReadOnlySpan<byte> line, LineKind kind, PostBuffer post, long arrival)
    {
        if (format == TapFormat.Text)
        {
            PostWriter.WriteText(post, _lines);
        }
        else if (kind == LineKind.Text)
        {
            PostWriter.WriteJson(post, offset: -1, _lines);
        }
        else
        {
            _lines.Write(line);
            _lines.Write("\n"u8);
        }
    }

    public override void Flush()
    {
        if (isTerminal)
            output.Write(Encoding.UTF8.GetBytes(Clean(Encoding.UTF8.GetString(_lines.WrittenSpan))));
        else
            output.Write(_lines.WrittenSpan);
        output.Flush();
        _lines.ResetWrittenCount();
    }

    private static string Clean(string lines) => string.Join('\n', lines.Split('\n').Select(TerminalText.Clean));
}
