using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace TweetStream.Browser.Tests;

/// <summary>
/// What a terminal shows, as a page: text with the colours of its escape sequences
/// (https://ecma-international.org/publications-and-standards/standards/ecma-48/, SGR; all others are left out).
/// </summary>
internal static partial class AnsiText
{
    private static readonly string[] Palette =
    [
        "#45475a", "#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#f5c2e7", "#94e2d5", "#bac2de",
        "#7f849c", "#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#f5c2e7", "#94e2d5", "#ffffff",
    ];

    /// <param name="screen">What the terminal holds.</param>
    /// <param name="columns">Its width.</param>
    /// <param name="lines">Its height.</param>
    public static string ToPage(string screen, int columns, int lines)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html><style>pre{{width:{columns}ch;height:{lines * 1.32}em}}</style>");
        html.Append("<meta charset=utf-8><style>body{margin:0;background:#1e1e2e;display:inline-block}pre{margin:0;padding:18px 22px;color:#cdd6f4;font:16px/1.32 'Noto Sans Mono','Noto Sans Mono CJK JP',monospace}i{display:inline-block;width:1ch;height:1.1em;vertical-align:-0.16em}</style><pre>");
        var (color, isBold) = ("", false);
        var at = 0;
        foreach (Match sequence in Sequence().Matches(screen))
        {
            Write(html, screen[at..sequence.Index], color, isBold);
            at = sequence.Index + sequence.Length;
            if (sequence.Groups["end"].Value == "m")
                (color, isBold) = After(sequence.Groups["numbers"].Value, color, isBold);
        }

        Write(html, screen[at..], color, isBold);
        return html.Append("</pre>").ToString();
    }

    private static (string Color, bool IsBold) After(string numbers, string color, bool isBold)
    {
        var codes = numbers.Split(';').Select(number => number.Length == 0 ? 0 : int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        for (var i = 0; i < codes.Length; i++)
        {
            switch (codes[i])
            {
                case 0:
                    (color, isBold) = ("", false);
                    break;
                case 1:
                    isBold = true;
                    break;
                case 22:
                    isBold = false;
                    break;
                case 39:
                    color = "";
                    break;
                case >= 30 and <= 37 or >= 90 and <= 97:
                    color = Palette[codes[i] < 90 ? codes[i] - 30 : codes[i] - 90 + 8];
                    break;
                case 38 when codes[(i + 1)..] is [5, var index, ..]:
                    color = Indexed(index);
                    i += 2;
                    break;
                case 38 when codes[(i + 1)..] is [2, var red, var green, var blue, ..]:
                    color = Rgb(red, green, blue);
                    i += 4;
                    break;
            }
        }

        return (color, isBold);
    }

    // The colour cube of xterm, and its greys.
    private static string Indexed(int index)
    {
        if (index < Palette.Length)
            return Palette[index];
        if (index >= 232)
            return Rgb(8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232));
        static int Level(int step) => step == 0 ? 0 : 55 + 40 * step;
        return Rgb(Level((index - 16) / 36), Level((index - 16) / 6 % 6), Level((index - 16) % 6));
    }

    private static string Rgb(int red, int green, int blue) => string.Create(CultureInfo.InvariantCulture, $"rgb({red},{green},{blue})");

    private static void Write(StringBuilder html, string text, string color, bool isBold)
    {
        if (text.Length == 0)
            return;
        html.Append(CultureInfo.InvariantCulture, $"<span style=\"color:{(color.Length > 0 ? color : "inherit")};font-weight:{(isBold ? 700 : 400)}\">");
        foreach (var character in text.EnumerateRunes())
        {
            if (character.Value is >= LowerEighth and <= LeftEighth)
                html.Append(Block((char)character.Value));
            else
                html.Append(WebUtility.HtmlEncode(character.ToString()));
        }

        html.Append("</span>");
    }

    private const char LowerEighth = '\u2581', Full = '\u2588', LeftEighth = '\u258F';

    // Fonts draw blocks in widths of their own, and with seams: a box of one cell has neither.
    private static string Block(char block)
    {
        var (side, eighths) = block <= Full ? ("top", block - LowerEighth + 1) : ("right", LeftEighth - block + 1);
        return string.Create(CultureInfo.InvariantCulture, $"<i style=\"background:linear-gradient(to {side},currentColor {12.5 * eighths}%,transparent 0)\"></i>");
    }

    [GeneratedRegex(@"\x1b(\[(?<numbers>[0-9;]*)(?<end>[A-Za-z])|\(B|\x0f)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sequence();
}
