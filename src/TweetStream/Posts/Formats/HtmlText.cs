using System.Net;
using System.Text;

namespace TweetStream.Posts.Formats;

/// <summary>
/// The text that a reader of a Mastodon status sees: <c>&lt;br&gt;</c> and <c>&lt;/p&gt;</c> end a line, other tags
/// vanish, entities are decoded. Knows only the HTML that Mastodon lets through. Not for use by two threads at once.
/// </summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    public string Read(ReadOnlySpan<char> html)
    {
        _text.Clear();
        while (!html.IsEmpty)
        {
            var length = html[0] == '<' ? TagLength(html) : 0;
            if (length > 0)
            {
                if (IsLineEnd(html[1..(length - 1)]))
                    _text.Append('\n');
            }
            else
            {
                // A sign that opens no tag, and then no later one can either, is text like the rest.
                length = html[0] == '<' ? html.Length : html.IndexOf('<');
                if (length < 0)
                    length = html.Length;
                _text.Append(WebUtility.HtmlDecode(html[..length].ToString()));
            }

            html = html[length..];
        }

        return _text.ToString().Trim('\n');
    }

    // Zero where the tag has no end. A > between quotes belongs to an attribute.
    private static int TagLength(ReadOnlySpan<char> html)
    {
        var quote = '\0';
        for (var i = 1; i < html.Length; i++)
        {
            if (quote != '\0')
            {
                if (html[i] == quote)
                    quote = '\0';
            }
            else if (html[i] is '"' or '\'')
            {
                quote = html[i];
            }
            else if (html[i] == '>')
            {
                return i + 1;
            }
        }

        return 0;
    }

    private static bool IsLineEnd(ReadOnlySpan<char> tag)
    {
        var name = tag.TrimEnd("/ ");
        return name.Equals("br", StringComparison.OrdinalIgnoreCase) || name.Equals("/p", StringComparison.OrdinalIgnoreCase);
    }
}
