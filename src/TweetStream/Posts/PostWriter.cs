using System.Buffers;
using System.Buffers.Text;

namespace TweetStream.Posts;

/// <summary>
/// Writes a post as the wire has it: one line, UTF-8, ended by <c>\n</c>, and inside of it nothing that any reader takes
/// for a line end. By hand, because the framework's writer escapes emoji. Allocates only what the output asks for.
/// </summary>
public static class PostWriter
{
    private const int FirstOfNextLine = 0xC2;
    private const int FirstOfSeparator = 0xE2;

    private static readonly SearchValues<byte> MayEndLine =
        SearchValues.Create((byte)'\r', (byte)'\n', FirstOfNextLine, FirstOfSeparator);

    private static readonly SearchValues<byte> MayNeedEscape =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(control => (byte)control), (byte)'"', (byte)'\\', FirstOfNextLine, FirstOfSeparator]);

    /// <summary>The text alone; each CR, LF, CRLF, U+0085, U+2028 and U+2029 inside it becomes one blank.</summary>
    public static void WriteText(PostBuffer post, IBufferWriter<byte> output)
    {
        var line = new LineWriter(output);
        var text = post.Text;
        for (var at = 0; (at = IndexOfAny(text, at, MayEndLine)) >= 0;)
        {
            var length = text[at] == '\n' ? 1 : text[at] == '\r' ? (text[at..].StartsWith("\r\n"u8) ? 2 : 1) : WideLineEndLength(text[at..]);
            if (length == 0)
            {
                at++;
                continue;
            }

            line.Write(text[..at]);
            line.Write(" "u8);
            text = text[(at + length)..];
            at = 0;
        }

        line.Write(text);
        line.Write("\n"u8);
        line.End();
    }

    /// <summary>
    /// The post as a JSON object in the form that <see cref="PostReader"/> reads back to the same post. Fields that the
    /// post has not are left out, times outside of the years 1 to 9999 too.
    /// </summary>
    /// <param name="post">The post to write; its own <see cref="PostBuffer.Offset"/> is not.</param>
    /// <param name="offset">Position in the stream; a negative one is left out.</param>
    /// <param name="output">Where the line goes.</param>
    public static void WriteJson(PostBuffer post, long offset, IBufferWriter<byte> output)
    {
        var line = new LineWriter(output);
        line.Write("{"u8);
        if (offset >= 0)
            WriteNumber("\"offset\":"u8, offset, ref line);
        WriteMember("\"id\":\""u8, post[PostField.Id], ref line);
        WriteMember("\"source\":\""u8, post[PostField.Source], ref line);
        WriteMember("\"created_at\":\""u8, post.CreatedAt, ref line);
        WriteMember("\"received_at\":\""u8, post.ReceivedAt, ref line);
        WriteMember("\"lang\":\""u8, post[PostField.Language], ref line);
        WriteMember("\"author\":\""u8, post[PostField.Author], ref line);
        WriteMember("\"cursor\":\""u8, post[PostField.Cursor], ref line);
        if (post.HasTags)
            WriteTags(post, ref line);
        line.Write("\"text\":\""u8);
        WriteEscaped(post.Text, ref line);
        line.Write("\"}\n"u8);
        line.End();
    }

    private static void WriteNumber(ReadOnlySpan<byte> opening, long number, ref LineWriter line)
    {
        const int longest = 19;
        line.Write(opening);
        Utf8Formatter.TryFormat(number, line.Free(longest), out var length);
        line.Advance(length);
        line.Write(","u8);
    }

    private static void WriteMember(ReadOnlySpan<byte> opening, ReadOnlySpan<byte> value, ref LineWriter line)
    {
        if (value.IsEmpty)
            return;
        line.Write(opening);
        WriteEscaped(value, ref line);
        line.Write("\","u8);
    }

    private static void WriteMember(ReadOnlySpan<byte> opening, long? time, ref LineWriter line)
    {
        if (time is not { } milliseconds || !Timestamp.IsInRange(milliseconds))
            return;
        line.Write(opening);
        Timestamp.Format(milliseconds, line.Free(Timestamp.Length));
        line.Advance(Timestamp.Length);
        line.Write("\","u8);
    }

    private static void WriteTags(PostBuffer post, ref LineWriter line)
    {
        line.Write("\"tags\":["u8);
        for (var i = 0; i < post.TagCount; i++)
        {
            line.Write(i == 0 ? "\""u8 : ",\""u8);
            WriteEscaped(post.Tag(i), ref line);
            line.Write("\""u8);
        }

        line.Write("],"u8);
        if (post.Tagger is { } version)
            WriteNumber("\"tagger\":"u8, version, ref line);
    }

    private static void WriteEscaped(ReadOnlySpan<byte> value, ref LineWriter line)
    {
        for (var at = 0; (at = IndexOfAny(value, at, MayNeedEscape)) >= 0;)
        {
            var length = value[at] < 0x80 ? 1 : WideLineEndLength(value[at..]);
            if (length == 0)
            {
                at++;
                continue;
            }

            line.Write(value[..at]);
            WriteEscape(value.Slice(at, length), ref line);
            value = value[(at + length)..];
            at = 0;
        }

        line.Write(value);
    }

    private static void WriteEscape(ReadOnlySpan<byte> character, ref LineWriter line)
    {
        switch (character[0])
        {
            case (byte)'"' or (byte)'\\':
                line.Write("\\"u8);
                line.Write(character);
                break;
            case (byte)'\n':
                line.Write("\\n"u8);
                break;
            case (byte)'\r':
                line.Write("\\r"u8);
                break;
            case (byte)'\t':
                line.Write("\\t"u8);
                break;
            case FirstOfNextLine:
                line.Write("\\u0085"u8);
                break;
            case FirstOfSeparator:
                line.Write(character[2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
                break;
            case var control:
                line.Write("\\u00"u8);
                Utf8Formatter.TryFormat(control, line.Free(2), out var length, new StandardFormat('x', 2));
                line.Advance(length);
                break;
        }
    }

    private static int IndexOfAny(ReadOnlySpan<byte> text, int start, SearchValues<byte> values)
    {
        var at = text[start..].IndexOfAny(values);
        return at < 0 ? at : start + at;
    }

    // U+0085 is C2 85, U+2028 and U+2029 are E2 80 A8 and E2 80 A9; zero for anything else.
    private static int WideLineEndLength(ReadOnlySpan<byte> text) => text switch
    {
        [FirstOfNextLine, 0x85, ..] => 2,
        [FirstOfSeparator, 0x80, 0xA8 or 0xA9, ..] => 3,
        _ => 0,
    };
}
