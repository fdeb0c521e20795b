using System.Buffers;
using System.Net;
using System.Text;

namespace TweetStream.Posts.Formats;

/// <summary>
/// The text that a reader of a Mastodon status sees: <c>&lt;br&gt;</c> ends a line, paragraphs, quotations, lists and their
/// items stand on lines of their own, other tags vanish, entities are decoded. Of a link the whole address is kept, of which
/// a reader sees the middle and copies all. Knows only the HTML that Mastodon lets through. Not for use by two threads at once.
/// </summary>
internal sealed class HtmlText
{
    private static readonly string[] Blocks = ["p", "li", "ul", "ol", "blockquote", "pre"];
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private readonly StringBuilder _text = new();
    private bool _atBlock;

    /// <param name="html">What the status says.</param>
    /// <param name="isQuote">Whether the status shows another one: the link to that, made for programs that know no quotes, is then left out.</param>
    public string Read(ReadOnlySpan<char> html, bool isQuote = false)
    {
        _text.Clear();
        _atBlock = true;
        var left = default(ReadOnlySpan<char>);
        var depth = 0;
        while (!html.IsEmpty)
        {
            var length = html[0] == '<' ? TagLength(html) : 0;
            var tag = length > 0 ? html[1..(length - 1)] : default;
            var name = Name(tag);
            if (length == 0)
            {
                // A sign that opens no tag, and then no later one can either, is text like the rest.
                length = html[0] == '<' ? html.Length : html.IndexOf('<');
                if (length < 0)
                    length = html.Length;
                if (depth == 0)
                    AddText(html[..length]);
            }
            else if (depth > 0)
            {
                if (name.Equals(left, StringComparison.OrdinalIgnoreCase))
                    depth += tag[0] == '/' ? -1 : 1;
            }
            else if (isQuote && !name.IsEmpty && IsQuoteLink(tag))
            {
                left = name;
                depth = 1;
            }
            else
            {
                AddTag(name);
            }

            html = html[length..];
        }

        return _text.ToString().Trim('\n');
    }

    private void AddText(ReadOnlySpan<char> html)
    {
        // Between blocks there is nothing to see.
        if (_atBlock && html.IsWhiteSpace())
            return;
        _text.Append(WebUtility.HtmlDecode(html.ToString()));
        _atBlock = false;
    }

    private void AddTag(ReadOnlySpan<char> name)
    {
        if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
        {
            _text.Append('\n');
            return;
        }

        foreach (var block in Blocks)
            _atBlock |= name.Equals(block, StringComparison.OrdinalIgnoreCase);
        if (_atBlock && _text.Length > 0 && _text[^1] != '\n')
            _text.Append('\n');
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

    private static ReadOnlySpan<char> Name(ReadOnlySpan<char> tag)
    {
        var name = tag.TrimStart('/');
        var end = name.IndexOfAnyExcept(NameCharacters);
        return end < 0 ? name : name[..end];
    }

    private static bool IsQuoteLink(ReadOnlySpan<char> tag)
    {
        const string Attribute = "class=\"";
        var start = tag.IndexOf(Attribute, StringComparison.OrdinalIgnoreCase);
        if (start < 0 || tag[0] == '/' || tag[^1] == '/')
            return false;
        var classes = tag[(start + Attribute.Length)..];
        foreach (var range in classes[..Math.Max(0, classes.IndexOf('"'))].Split(' '))
        {
            if (classes[range].SequenceEqual("quote-inline"))
                return true;
        }

        return false;
    }
}
