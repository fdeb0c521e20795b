using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace TweetStream.Charts.Text;

/// <summary>
/// In which order the clusters of one line stand on paper: the Unicode bidirectional algorithm (UAX 9) as far as a line
/// without explicit marks of direction needs it. An even level reads from left to right, an odd one from right to left.
/// </summary>
internal static class WritingDirection
{
    internal enum Kind
    {
        Neutral,
        LeftToRight,
        RightToLeft,
        Number,
        ArabicNumber,
        Separator,
    }

    public static Kind KindOf(Rune first)
    {
        if (Rune.GetUnicodeCategory(first) == UnicodeCategory.DecimalDigitNumber)
            return first.Value is >= 0x0660 and <= 0x0669 ? Kind.ArabicNumber : Kind.Number;
        if (first.Value is '.' or ',' or ':')
            return Kind.Separator;
        var script = Unicode.ScriptOf(first);
        if (Unicode.IsOfOneScript(script))
            return script.HorizontalDirection == Direction.RightToLeft ? Kind.RightToLeft : Kind.LeftToRight;
        return Rune.IsLetter(first) ? Kind.LeftToRight : Kind.Neutral;
    }

    /// <summary>The level of every cluster; the line itself takes the direction of its first letter.</summary>
    public static byte[] Levels(ReadOnlySpan<Kind> clusters)
    {
        var strong = clusters.IndexOfAny(Kind.LeftToRight, Kind.RightToLeft);
        var line = strong >= 0 && clusters[strong] == Kind.RightToLeft ? Kind.RightToLeft : Kind.LeftToRight;
        var resolved = clusters.ToArray();
        ResolveNumbers(resolved, line);
        ResolveNeutrals(resolved, line);

        var levels = new byte[resolved.Length];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = resolved[i] switch
            {
                Kind.RightToLeft => 1,
                Kind.LeftToRight when line == Kind.LeftToRight => 0,
                _ => 2,
            };
        return levels;
    }

    /// <summary>Indices of <paramref name="levels"/> in the order in which they stand on paper from left to right (rule L2).</summary>
    public static int[] VisualOrder(ReadOnlySpan<byte> levels)
    {
        var order = Enumerable.Range(0, levels.Length).ToArray();
        for (var level = 2; level >= 1; level--)
            for (var start = 0; start < levels.Length; start++)
            {
                var end = start;
                while (end < levels.Length && levels[end] >= level)
                    end++;
                if (end > start)
                    Array.Reverse(order, start, end - start);
                start = end;
            }
        return order;
    }

    /// <summary>A number belongs to the Latin word before it (W7); a dot between two digits is part of the number (W4).</summary>
    private static void ResolveNumbers(Span<Kind> clusters, Kind line)
    {
        var before = line;
        for (var i = 0; i < clusters.Length; i++)
        {
            if (clusters[i] == Kind.Separator)
                clusters[i] = i > 0 && i + 1 < clusters.Length && IsNumber(clusters[i - 1]) && clusters[i + 1] == clusters[i - 1]
                    ? clusters[i - 1]
                    : Kind.Neutral;
            else if (clusters[i] is Kind.LeftToRight or Kind.RightToLeft)
                before = clusters[i];
        }
        before = line;
        foreach (ref var cluster in clusters)
        {
            if (cluster is Kind.LeftToRight or Kind.RightToLeft)
                before = cluster;
            else if (cluster == Kind.Number && before == Kind.LeftToRight)
                cluster = Kind.LeftToRight;
        }
    }

    /// <summary>What stands between two neighbours of one direction joins them (N1), the rest follows the line (N2).</summary>
    private static void ResolveNeutrals(Span<Kind> clusters, Kind line)
    {
        for (var start = 0; start < clusters.Length; start++)
        {
            if (clusters[start] != Kind.Neutral)
                continue;
            var end = start;
            while (end < clusters.Length && clusters[end] == Kind.Neutral)
                end++;
            var left = start == 0 ? line : Side(clusters[start - 1]);
            var right = end == clusters.Length ? line : Side(clusters[end]);
            clusters[start..end].Fill(left == right ? left : line);
            start = end - 1;
        }
    }

    private static bool IsNumber(Kind kind) => kind is Kind.Number or Kind.ArabicNumber;

    private static Kind Side(Kind kind) => kind == Kind.LeftToRight ? Kind.LeftToRight : Kind.RightToLeft;
}
