using Spectre.Console;

namespace TweetStream.Counter.Terminal;

/// <summary>Puts parts of text beside each other, as many as a line holds, and the others below; no part is broken, one that no line holds is cut.</summary>
internal static class TextFlow
{
    public static IEnumerable<Paragraph> Lines(int width, string separator, IEnumerable<(string Text, Style Style)> parts)
    {
        Paragraph? line = null;
        var left = 0;
        foreach (var (text, style) in parts)
        {
            var part = CellText.Cut(text, width);
            var room = separator.Length + CellText.Width(part);
            if (line is not null && room <= left)
            {
                line.Append(separator, TrendColours.Quiet).Append(part, style);
                left -= room;
                continue;
            }

            if (line is not null)
                yield return line;
            line = new Paragraph(part, style) { Overflow = Overflow.Crop };
            left = width - room + separator.Length;
        }

        if (line is not null)
            yield return line;
    }

    /// <summary>A sentence, broken between words.</summary>
    public static IEnumerable<Paragraph> Sentence(int width, string text, Style style) => Lines(width, " ", text.Split(' ').Select(word => (word, style)));
}
