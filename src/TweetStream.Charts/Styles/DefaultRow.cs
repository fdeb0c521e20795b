using SkiaSharp;
using TweetStream.Charts.Text;
using TweetStream.Charts.Wording;
using TweetStream.Trends;

namespace TweetStream.Charts.Styles;

/// <summary>The words around one bar of the default look: the tag before it, behind it the score where it has one, count and change.</summary>
internal sealed class DefaultRow
{
    public const float LabelGap = 14;

    private const float ValueGap = 10, ChangeGap = 10, TriangleGap = 6;
    private const float WidestLabel = 380;

    private static readonly SKColor Rising = new(0x2E, 0x8B, 0x57), Falling = new(0xB5, 0x48, 0x4A);

    private readonly TextLine _label, _value;
    private readonly TextLine? _score, _change;
    private readonly Course _course;
    private readonly float _height;

    private DefaultRow(Typesetter type, Trend trend, Change change, float height)
    {
        // Low rows have smaller letters, as far as they stay readable.
        const float full = 44, least = 0.85f;
        var shrink = Math.Clamp(height / full, least, 1);
        _height = height;
        _label = type.Set(trend.Display, new TextStyle(FontWeight.Medium, 18 * shrink), WidestLabel);
        var (value, aside) = (new TextStyle(FontWeight.SemiBold, 16 * shrink), new TextStyle(FontWeight.Medium, 13 * shrink));
        _score = trend.Score is { } score ? type.Set(Figures.Score(score), value) : null;
        _value = type.Set(Figures.Count(trend.Count), _score is null ? value : aside);
        _course = change.Course;
        _change = change.Course == Course.Unknown ? null : type.Set(change.Text, aside);
    }

    public float LabelWidth => _label.Width;

    /// <summary>Room that the figures take between the end of the bar and the edge of the picture.</summary>
    public float WidthBesideBar =>
        ValueGap + ScoreWidth + _value.Width + (_change is null ? 0 : ChangeGap + TriangleWidth + _change.Width) + ValueGap;

    private float ScoreWidth => _score is null ? 0 : _score.Width + ChangeGap;

    private bool HasTriangle => _course is Course.Up or Course.Down;

    private float TriangleWidth => HasTriangle ? TriangleSide + TriangleGap : 0;

    private float TriangleSide => _change!.CapHeight * 1.3f;

    private SKColor ChangeColor => _course switch
    {
        Course.Up => Rising,
        Course.Down => Falling,
        Course.New => DefaultChart.Amber,
        _ => DefaultChart.Pale,
    };

    public static List<DefaultRow> Set(Typesetter type, IReadOnlyList<Trend> trends, float height)
    {
        var changes = Change.Of(trends);
        return [.. trends.Select((trend, rank) => new DefaultRow(type, trend, changes[rank], height))];
    }

    /// <summary>Draws around a bar from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public void Draw(SKCanvas canvas, float start, float end, float middle)
    {
        // Marks stacked ever higher stay within their row, and the grid does not run through figures.
        canvas.Save();
        canvas.ClipRect(new SKRect(0, middle - _height / 2, end + WidthBesideBar, middle + _height / 2));
        _label.DrawCentred(canvas, start - LabelGap, middle, DefaultChart.Ink, anchor: 1);
        using (var ground = new SKPaint { Color = SKColors.White })
            canvas.DrawRect(new SKRect(end + 2, middle - _height / 4, end + WidthBesideBar - 2, middle + _height / 4), ground);
        var x = end + ValueGap;
        _score?.DrawCentred(canvas, x, middle, DefaultChart.Ink);
        x += ScoreWidth;
        _value.DrawCentred(canvas, x, middle, _score is null ? DefaultChart.Ink : DefaultChart.Grey);
        x += _value.Width + ChangeGap;
        if (HasTriangle)
            DrawTriangle(canvas, x, middle);
        _change?.DrawCentred(canvas, x + TriangleWidth, middle, ChangeColor);
        canvas.Restore();
    }

    private void DrawTriangle(SKCanvas canvas, float x, float middle)
    {
        var half = _change!.CapHeight / 2 * (_course == Course.Up ? 1 : -1);
        using var triangle = new SKPath();
        triangle.AddPoly([new SKPoint(x, middle + half), new SKPoint(x + TriangleSide, middle + half), new SKPoint(x + TriangleSide / 2, middle - half)]);
        using var paint = new SKPaint { Color = ChangeColor, IsAntialias = true };
        canvas.DrawPath(triangle, paint);
    }
}
