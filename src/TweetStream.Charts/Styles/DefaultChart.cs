using SkiaSharp;
using TweetStream.Charts.Bars;
using TweetStream.Charts.Text;
using TweetStream.Charts.Wording;
using TweetStream.Trends;

namespace TweetStream.Charts.Styles;

/// <summary>
/// The default look: where everything stands and in which size. Bars and grid are <see cref="BarPanel"/>'s, what is
/// said <see cref="Captions"/>', the words of a row <see cref="DefaultRow"/>'s. One object a picture.
/// </summary>
internal sealed class DefaultChart(Typesetter type, Captions captions, IReadOnlyList<Trend> trends)
{
    private const float Width = 1200, LeastHeight = 700;
    private const float Margin = 32, RightMargin = 36;
    private const float HighestTop = 112, Bottom = 64, StripGap = 6;
    private const float LowestRow = 30, HighestRow = 96;
    private const float NarrowestLabel = 92;
    private const float NarrowestTick = 140, TickMargin = 12;
    private const double RowMargin = 0.12;

    internal static readonly SKColor Ink = new(0x22, 0x26, 0x2E), Grey = new(0x5F, 0x68, 0x75), Pale = new(0x8A, 0x93, 0xA0);
    internal static readonly SKColor Amber = GapStrip.Amber;

    private static readonly PanelStyle Panel = new()
    {
        Ground = SKColors.White,
        Grid = new SKColor(0xE6, 0xE9, 0xED),
        BaseLine = new SKColor(0xB4, 0xBB, 0xC5),
        BaseLineWidth = 1.4f,
        BarHeight = 0.74,
        Margin = RowMargin,
    };

    private static readonly TextStyle TitleStyle = new(FontWeight.Bold, 27), SubtitleStyle = new(FontWeight.Regular, 15.5f);
    private static readonly TextStyle TickStyle = new(FontWeight.Regular, 14), FooterStyle = new(FontWeight.Regular, 12.5f);
    private static readonly TextStyle EmptyStyle = new(FontWeight.Medium, 20);

    private readonly GapStrip _strip = new(type, captions, Panel.Grid);

    /// <summary>Size in units. Many bars make it higher: a picture that needs a magnifying glass is none.</summary>
    public SKSize Size => new(Width, Math.Max(LeastHeight, (float)Math.Ceiling(Top + Bottom + LowestRow * (trends.Count + 2 * RowMargin))));

    private float Top => HighestTop + _strip.Room;

    public void Draw(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        type.Set(captions.Title, TitleStyle, Width - Margin - RightMargin).Draw(canvas, Margin, 46, Ink);
        type.Set(captions.Subtitle, SubtitleStyle, Width - Margin - RightMargin).Draw(canvas, Margin, 76, Grey);
        if (trends.Count == 0)
            DrawEmpty(canvas);
        else
            DrawBars(canvas);
        DrawFooter(canvas);
    }

    private void DrawBars(SKCanvas canvas)
    {
        var area = new SKRect(0, Top, Width - RightMargin, Size.Height - Bottom);
        var fewest = (int)Math.Floor(area.Height / HighestRow - 2 * RowMargin);
        var rows = new PanelRows(area, Math.Max(trends.Count, fewest), RowMargin);
        var texts = DefaultRow.Set(type, trends, rows.Height);
        area.Left = (float)Math.Round(Margin + Math.Max(NarrowestLabel, texts.Max(row => row.LabelWidth)) + DefaultRow.LabelGap);
        rows = rows with { Area = area };
        DrawStrip(canvas, area.Left);

        var axis = ValueAxis.Fit(Limit(texts, area.Width), area.Width, RightMargin - TickMargin, NarrowestTick, label => type.Set(label, TickStyle).Width);
        var bars = trends.Select((trend, rank) => new PanelBar(BarValue.Of(trend), Ramp.Of(rank, trends.Count)));
        BarPanel.Draw(canvas, Size, rows, axis, [.. bars], Panel);

        var unit = area.Width / axis.Limit;
        foreach (var tick in axis.Ticks)
            type.Set(Figures.Count(tick), TickStyle).Draw(canvas, (float)(area.Left + tick * unit), area.Bottom + 14, Grey, anchor: 0.5f);
        for (var rank = 0; rank < texts.Count; rank++)
            texts[rank].Draw(canvas, area.Left, (float)(area.Left + BarValue.Of(trends[rank]) * unit), rows.MiddleOf(rank));
    }

    private void DrawStrip(SKCanvas canvas, float left) => _strip.Draw(canvas, left, Width - RightMargin, Top - StripGap);

    /// <summary>The value at the right edge, so that every bar has room for its figures.</summary>
    private double Limit(List<DefaultRow> texts, float width)
    {
        var limit = 1.0;
        for (var rank = 0; rank < texts.Count; rank++)
            limit = Math.Max(limit, BarValue.Of(trends[rank]) * width / (width - texts[rank].WidthBesideBar));
        return limit;
    }

    private void DrawEmpty(SKCanvas canvas)
    {
        const float left = Margin + NarrowestLabel + DefaultRow.LabelGap, notice = 30;
        DrawGhosts(canvas, left);
        DrawStrip(canvas, left);
        var middle = (Top + Size.Height - Bottom) / 2;
        type.Set(captions.NothingYet, EmptyStyle, Width - 2 * Margin).DrawCentred(canvas, Width / 2, middle, Grey, anchor: 0.5f);
        if (captions.Notice is { } reason)
            type.Set(reason, SubtitleStyle, Width - 2 * Margin).DrawCentred(canvas, Width / 2, middle + notice, Amber, anchor: 0.5f);
    }

    /// <summary>Where bars will be: too pale to be taken for any, and no scale that would claim a count.</summary>
    private void DrawGhosts(SKCanvas canvas, float left)
    {
        const int ghosts = 10;
        var rows = new PanelRows(new SKRect(left, Top, Width - RightMargin, Size.Height - Bottom), ghosts, RowMargin);
        using var ghost = new SKPaint { Color = new SKColor(0xF5, 0xF6, 0xF8) };
        for (var rank = 0; rank < ghosts; rank++)
        {
            var half = rows.Height * (float)Panel.BarHeight / 2;
            var length = rows.Area.Width * 0.85f * (float)Math.Pow(0.72, rank);
            canvas.DrawRect(new SKRect(left, rows.MiddleOf(rank) - half, left + length, rows.MiddleOf(rank) + half), ghost);
        }
        using var line = new SKPaint { Color = Panel.BaseLine, StrokeWidth = Panel.BaseLineWidth, IsAntialias = true };
        canvas.DrawLine(left, rows.Area.Top, left, rows.Area.Bottom, line);
    }

    private void DrawFooter(SKCanvas canvas)
    {
        var baseline = Size.Height - 16;
        var right = type.Set(captions.Rendered, FooterStyle);
        right.Draw(canvas, Width - RightMargin, baseline, Pale, anchor: 1);

        var separator = type.Set(Captions.Separator, FooterStyle);
        var x = Margin;
        var end = Width - RightMargin - right.Width - Margin;
        foreach (var (text, color, widest) in Footer())
        {
            if (x > Margin)
            {
                separator.Draw(canvas, x, baseline, Pale);
                x += separator.Width;
            }
            var line = type.Set(text, FooterStyle, Math.Min(widest, Math.Max(0, end - x)));
            line.Draw(canvas, x, baseline, color);
            x += line.Width;
        }
    }

    private IEnumerable<(string Text, SKColor Color, float Widest)> Footer()
    {
        const float widestSource = 300, widestNotice = 360;
        if (captions.Source is { } source)
            yield return (source, Pale, widestSource);
        yield return ("TweetStream", Pale, float.PositiveInfinity);
        foreach (var caveat in captions.Caveats(trends.Count))
            yield return (caveat, Amber, float.PositiveInfinity);
        if (trends.Count > 0 && captions.Notice is { } notice)
            yield return (notice, Amber, widestNotice);
    }
}
