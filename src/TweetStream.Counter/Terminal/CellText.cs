using System.Globalization;
using System.Text;
using Spectre.Console.Rendering;

namespace TweetStream.Counter.Terminal;

/// <summary>Text in the cells of a terminal, of which a Chinese character or an emoji takes two.</summary>
internal static class CellText
{
    public static int Width(string text)
    {
        var width = 0;
        foreach (var element in ElementsOf(text))
            width += WidthOf(element);
        return width;
    }

    /// <summary>As much of a text as so many cells hold, with <c>…</c> at its end where that is not all.</summary>
    public static string Cut(string text, int cells)
    {
        if (Width(text) <= cells)
            return text;
        var cut = new StringBuilder();
        var left = cells - 1;
        foreach (var element in ElementsOf(text))
        {
            left -= WidthOf(element);
            if (left < 0)
                break;
            cut.Append(element);
        }

        return cells > 0 ? cut.Append('…').ToString() : "";
    }

    private static IEnumerable<string> ElementsOf(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
            yield return elements.GetTextElement();
    }

    // Of what terminals disagree on, the wider: a line that turns out shorter harms nobody, one that breaks tears the table.
    private static int WidthOf(string element) =>
        Math.Max(new Segment(element).CellCount(), element.Contains('\uFE0F', StringComparison.Ordinal) ? 2 : 0);
}
