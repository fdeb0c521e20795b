using System.Globalization;
using Spectre.Console;
using TweetStream.Counter.Output;
using TweetStream.Trends;

namespace TweetStream.Counter.Terminal;

/// <summary>
/// The columns of the live table: how wide each is in a terminal of a given width, and a line of them. The tag comes last, so
/// that no script whose width the terminal sees otherwise can break the others.
/// </summary>
internal sealed class TrendColumns
{
    private const int Comfortable = 60, WidestBar = 60, NarrowestBar = 6, NarrowestTag = 8;

    private readonly IReadOnlyList<Trend> _trends;
    private readonly double _highest;
    private readonly string _gap;
    private readonly int _rank, _bar, _score, _count, _change, _tag;

    public TrendColumns(IReadOnlyList<Trend> trends, int width)
    {
        _trends = trends;
        _highest = trends.Select(ValueOf).DefaultIfEmpty().Max();
        var isNarrow = width < Comfortable;
        _gap = isNarrow ? " " : "  ";
        _rank = Math.Max(2, Widest(trends.Count.ToString(CultureInfo.InvariantCulture)));
        _score = trends.Any(trend => trend.Score is not null) ? Math.Max(5, Widest([.. trends.Select(SnapshotText.Score)])) : 0;
        _count = Math.Max(isNarrow ? 5 : 9, Widest([.. trends.Select(trend => SnapshotText.Number(trend.Count))]));
        _change = Math.Max(isNarrow ? 5 : 6, Widest([.. trends.Select(SnapshotText.Change)]));
        // Bar and tag share what is left by the width alone, so that nothing jumps from window to window.
        var left = width - _rank - _count - _change - (3 * _gap.Length) - (_score > 0 ? _score + _gap.Length : 0);
        _bar = Math.Min(WidestBar, (left - _gap.Length) / 2);
        _bar = _bar < NarrowestBar || left - _gap.Length - _bar < NarrowestTag ? 0 : _bar;
        _tag = Math.Max(1, left - (_bar > 0 ? _bar + _gap.Length : 0));
    }

    /// <summary>The names of the figures, in their columns.</summary>
    public Paragraph Heading(string noun) => Row("", "", TrendColours.Quiet, "score", "count", _change < "change".Length ? "" : "change", TrendColours.Quiet, noun[..^1], TrendColours.Quiet);

    public Paragraph Row(int rank)
    {
        var trend = _trends[rank];
        var change = SnapshotText.Change(trend);
        return Row(
            (rank + 1).ToString(CultureInfo.InvariantCulture),
            Bar(ValueOf(trend)),
            TrendColours.Bar(rank, _trends.Count),
            SnapshotText.Score(trend),
            SnapshotText.Number(trend.Count),
            change,
            TrendColours.Change(change),
            TerminalText.Clean(trend.Display),
            TrendColours.Plain);
    }

    private static double ValueOf(Trend trend) => Math.Max(0, trend.Score ?? trend.Count);

    private static int Widest(params string[] texts) => texts.Select(text => text.Length).DefaultIfEmpty().Max();

    private Paragraph Row(string rank, string bar, Style barStyle, string score, string count, string change, Style changeStyle, string tag, Style tagStyle)
    {
        var figures = tagStyle == TrendColours.Quiet ? TrendColours.Quiet : TrendColours.Strong;
        var row = new Paragraph { Overflow = Overflow.Crop };
        row.Append(rank.PadLeft(_rank) + _gap, TrendColours.Quiet);
        if (_bar > 0)
            row.Append(bar.PadRight(_bar) + _gap, barStyle);
        if (_score > 0)
            row.Append(score.PadLeft(_score) + _gap, figures);
        row.Append(count.PadLeft(_count) + _gap, _score > 0 ? tagStyle : figures);
        row.Append(change.PadLeft(_change) + _gap, changeStyle);
        return row.Append(CellText.Cut(tag, _tag), tagStyle);
    }

    // Eighths of a cell, so that neighbours in rank can be told apart.
    private string Bar(double value)
    {
        if (_bar == 0 || value <= 0)
            return "";
        var eighths = (int)Math.Max(1, Math.Round(value / _highest * _bar * 8));
        var whole = new string('█', eighths / 8);
        return eighths % 8 == 0 ? whole : whole + " ▏▎▍▌▋▊▉"[eighths % 8];
    }
}
