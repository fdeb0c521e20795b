using SkiaSharp;
using TweetStream.Charts.Bars;
using TweetStream.Charts.Text;
using TweetStream.Charts.Wording;
using TweetStream.Trends;

namespace TweetStream.Charts.Styles;

/// <summary>
/// The look of a seaborn bar plot: grey ground, white grid, a colour a rank, axis names, and no word more than needed.
/// One object a picture.
/// </summary>
internal sealed class SeabornChart(Typesetter type, Captions captions, IReadOnlyList<Trend> trends)
{
    private const float Width = 900, LeastHeight = 660;
    private const float RightMargin = 14, HighestTop = 12, Bottom = 58, StripGap = 8;
    private const float NameWidth = 34, LabelGap = 10, WidestLabel = 290, NarrowestLabel = 78;
    private const float LowestRow = 24, HighestRow = 86;
    private const float NarrowestTick = 80;
    private const double Headroom = 1.05;

    private static readonly SKColor Ink = new(0x26, 0x26, 0x26), Grey = new(0x6E, 0x6E, 0x78);

    private static readonly PanelStyle Panel = new()
    {
        Ground = new SKColor(0xEA, 0xEA, 0xF2),
        Grid = SKColors.White,
        BarHeight = 0.8,
        Margin = 0,
    };

    private static readonly TextStyle TickStyle = new(FontWeight.Regular, 14), NameStyle = new(FontWeight.Regular, 15);
    private static readonly TextStyle EmptyStyle = new(FontWeight.Regular, 18), RemarkStyle = new(FontWeight.Regular, 12);

    private readonly GapStrip _strip = new(type, captions, Panel.Ground);

    public SKSize Size => new(Width, Math.Max(LeastHeight, Top + Bottom + LowestRow * trends.Count));

    private float Top => HighestTop + _strip.Room;

    public void Draw(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        var labels = trends.Select(trend => type.Set(trend.Display, TickStyle, WidestLabel)).ToList();
        var left = NameWidth + labels.Select(label => label.Width).Append(NarrowestLabel).Max() + LabelGap;
        var area = new SKRect((float)Math.Round(left), Top, Width - RightMargin, Size.Height - Bottom);
        var rows = new PanelRows(area, Math.Max(trends.Count, (int)(area.Height / HighestRow)), Panel.Margin);

        var limit = Math.Max(1, trends.Select(BarValue.Of).DefaultIfEmpty().Max()) * Headroom;
        // An empty window has no scale.
        var axis = trends.Count == 0 ? new ValueAxis(1, []) : ValueAxis.Fit(limit, area.Width, RightMargin, NarrowestTick, label => type.Set(label, TickStyle).Width);
        var bars = trends.Select((trend, rank) => new PanelBar(BarValue.Of(trend), Husl.Of(rank, trends.Count)));
        BarPanel.Draw(canvas, Size, rows, axis, [.. bars], Panel);

        _strip.Draw(canvas, area.Left, area.Right, area.Top - StripGap);
        for (var rank = 0; rank < labels.Count; rank++)
            DrawLabel(canvas, labels[rank], rows, rank);
        foreach (var tick in axis.Ticks)
            type.Set(Figures.Count(tick), TickStyle)
                .Draw(canvas, (float)(area.Left + tick / axis.Limit * area.Width), area.Bottom + 20, Ink, anchor: 0.5f);
        if (trends.Count == 0)
            DrawEmpty(canvas, area);
        DrawNames(canvas, area);
    }

    private static void DrawLabel(SKCanvas canvas, TextLine label, PanelRows rows, int rank)
    {
        var middle = rows.MiddleOf(rank);
        canvas.Save();
        canvas.ClipRect(new SKRect(0, middle - rows.Height / 2, rows.Area.Left, middle + rows.Height / 2));
        label.DrawCentred(canvas, rows.Area.Left - LabelGap, middle, Ink, anchor: 1);
        canvas.Restore();
    }

    private void DrawEmpty(SKCanvas canvas, SKRect area)
    {
        const float below = 28;
        type.Set(captions.NothingYet, EmptyStyle, area.Width).DrawCentred(canvas, area.MidX, area.MidY, Ink, anchor: 0.5f);
        if (captions.Notice is { } notice)
            type.Set(notice, TickStyle, area.Width).DrawCentred(canvas, area.MidX, area.MidY + below, Grey, anchor: 0.5f);
    }

    private void DrawNames(SKCanvas canvas, SKRect area)
    {
        var baseline = Size.Height - 14;
        type.Set(BarValue.NameOf(trends), NameStyle).Draw(canvas, area.MidX, baseline, Ink, anchor: 0.5f);

        canvas.Save();
        canvas.RotateDegrees(-90, 22, area.MidY);
        type.Set(captions.AxisName, NameStyle).Draw(canvas, 22, area.MidY, Ink, anchor: 0.5f);
        canvas.Restore();

        var remarks = captions.Caveats(trends.Count).ToList();
        if (trends.Count > 0 && captions.Notice is { } notice)
            remarks.Insert(0, notice);
        if (remarks.Count > 0)
            type.Set(string.Join(Captions.Separator, remarks), RemarkStyle, area.Width / 2 - 30).Draw(canvas, area.Right, baseline, captions.Gap is null ? Grey : GapStrip.Amber, anchor: 1);
    }
}
