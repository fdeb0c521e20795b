using System.Buffers;
using System.Globalization;
using System.Text;
using Spectre.Console;
using TweetStream.Counter.Terminal;
using TweetStream.Hashtags;
using TweetStream.Posts;

namespace TweetStream.Counter.Tapping;

/// <summary>What a reader on a terminal sees of a post: time, source and author where they are known, and the text, wrapped, with its hashtags marked.</summary>
internal sealed class PostView(IAnsiConsole console, TimeProvider time) : PostOutput
{
    private const int NameLength = 24;
    private static readonly Style Dim = new(Color.Grey);
    private static readonly Style Who = new(Color.Teal);
    private static readonly Style Tag = new(Color.Yellow, decoration: Decoration.Bold);
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly List<Range> _tags = [];

    public override void Write(ReadOnlySpan<byte> line, LineKind kind, PostBuffer post, long arrival)
    {
        var shown = new Paragraph();
        shown.Append(Time(post.CreatedAt ?? post.ReceivedAt ?? arrival) + " ", Dim);
        AppendName(post[PostField.Source], Dim, shown);
        AppendName(post[PostField.Author], Who, shown);
        AppendText(post, shown);
        console.Write(shown);
        console.WriteLine();
    }

    public override void Flush()
    {
        // A terminal has it already.
    }

    private string Time(long milliseconds)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), time.LocalTimeZone);
        return local.ToString(local.Date == time.GetLocalNow().Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static void AppendName(ReadOnlySpan<byte> name, Style style, Paragraph shown)
    {
        if (name.IsEmpty)
            return;
        var text = new StringInfo(TerminalText.Clean(Encoding.UTF8.GetString(name)));
        shown.Append((text.LengthInTextElements <= NameLength ? text.String : text.SubstringByTextElements(0, NameLength - 1) + "…") + " ", style);
    }

    private void AppendText(PostBuffer post, Paragraph shown)
    {
        _text.ResetWrittenCount();
        PostWriter.WriteText(post, _text);
        var text = _text.WrittenSpan[..^1];
        _tags.Clear();
        HashtagScanner.Scan(text, _tags);
        var from = 0;
        foreach (var tag in _tags)
        {
            var sign = text[..tag.Start.Value].EndsWith("#"u8) ? "#"u8.Length : "＃"u8.Length;
            Append(text[from..(tag.Start.Value - sign)], Style.Plain, shown);
            Append(text[(tag.Start.Value - sign)..tag.End.Value], Tag, shown);
            from = tag.End.Value;
        }

        Append(text[from..], Style.Plain, shown);
    }

    private static void Append(ReadOnlySpan<byte> text, Style style, Paragraph shown) =>
        shown.Append(TerminalText.Clean(Encoding.UTF8.GetString(text)), style);
}
