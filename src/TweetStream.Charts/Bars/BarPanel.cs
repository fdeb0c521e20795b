using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace TweetStream.Charts.Bars;

/// <summary>How the panel looks apart from its bars.</summary>
internal sealed record PanelStyle
{
    public required SKColor Ground { get; init; }

    public required SKColor Grid { get; init; }

    /// <summary>The line from which the bars start; none when 0.</summary>
    public float BaseLineWidth { get; init; }

    public SKColor BaseLine { get; init; }

    /// <summary>Share of a row that its bar takes.</summary>
    public required double BarHeight { get; init; }

    /// <summary>Room above the first and below the last row, in rows.</summary>
    public required double Margin { get; init; }
}

internal readonly record struct PanelBar(double Value, SKColor Color);

/// <summary>
/// Where the bars stand: the first at the top, every row equally high, at least <paramref name="Rows"/> of them whether
/// or not there are bars for all.
/// </summary>
internal readonly record struct PanelRows(SKRect Area, int Rows, double Margin)
{
    public float Height => (float)(Area.Height / (Rows + 2 * Margin));

    public float MiddleOf(int rank) => Area.Top + (float)(Margin + rank + 0.5) * Height;
}

/// <summary>
/// Grid, bars and base line, drawn by ScottPlot into a given rectangle. No text: ScottPlot sets a label in one font and
/// draws nothing at all where that is missing, so all the words around are <see cref="Text.Typesetter"/>'s.
/// </summary>
internal static class BarPanel
{
    // A tag that was seen at all leaves a mark, however far the first is ahead.
    private const float ShortestBar = 1.5f;

    public static void Draw(SKCanvas canvas, SKSize figure, PanelRows rows, ValueAxis axis, IReadOnlyList<PanelBar> bars, PanelStyle style)
    {
        using var plot = new Plot();
        // The canvas holds the picture already.
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = ColorOf(style.Ground);
        var area = rows.Area;
        plot.Layout.Fixed(new PixelRect(area.Left, area.Right, area.Bottom, area.Top));

        plot.Add.Bars(BarsOf(bars, axis.Limit / area.Width * ShortestBar, style.BarHeight));
        plot.Axes.SetLimits(0, axis.Limit, -(rows.Rows - 0.5 + rows.Margin), 0.5 + rows.Margin);
        Dress(plot, axis, style);

        var saved = canvas.Save();
        plot.Render(canvas, new PixelRect(0, figure.Width, figure.Height, 0));
        canvas.RestoreToCount(saved);
    }

    private static Bar[] BarsOf(IReadOnlyList<PanelBar> bars, double shortest, double height) =>
    [
        .. bars.Select((bar, rank) => new Bar
        {
            Orientation = Orientation.Horizontal,
            Position = -rank,
            Value = bar.Value > 0 ? Math.Max(bar.Value, shortest) : 0,
            Size = height,
            LineWidth = 0,
            // Edges on whole pixels: a blurred edge looks like a second colour.
            FillStyle = new FillStyle(ColorOf(bar.Color)) { AntiAlias = false },
        }),
    ];

    private static void Dress(Plot plot, ValueAxis axis, PanelStyle style)
    {
        var ticks = new NumericManual([.. axis.Ticks.Select(tick => Tick.Major(tick, ""))]);
        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.Left.TickGenerator = new EmptyTickGenerator();
        plot.Grid.XAxisStyle.MajorLineStyle = new LineStyle { Width = 1, Color = ColorOf(style.Grid), AntiAlias = false };
        plot.Grid.YAxisStyle.IsVisible = false;

        foreach (var side in plot.Axes.GetAxes())
        {
            side.FrameLineStyle.Width = 0;
            side.MajorTickStyle.Length = 0;
            side.TickLabelStyle.IsVisible = false;
        }
        var baseLine = plot.Axes.Left.FrameLineStyle;
        baseLine.Width = style.BaseLineWidth;
        baseLine.Color = ColorOf(style.BaseLine);
        baseLine.AntiAlias = true;
    }

    private static Color ColorOf(SKColor color) => new(color.Red, color.Green, color.Blue, color.Alpha);
}
