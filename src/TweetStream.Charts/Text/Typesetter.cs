using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HarfBuzzSharp;
using SkiaSharp;
using ShapingBuffer = HarfBuzzSharp.Buffer;

namespace TweetStream.Charts.Text;

/// <summary>
/// Sets one line of text in any mixture of scripts: grapheme clusters, a face for each, runs of one face, script and
/// direction, shaped and put in visual order. Which face draws what is <see cref="FontLibrary"/>'s to say.
/// </summary>
internal sealed class Typesetter(FontLibrary fonts) : IDisposable
{
    private const string Ellipsis = "…";
    private const char Missing = '□';

    // The default would be that of the process, and the same snapshot would look different elsewhere.
    private static readonly Language NoLanguage = new("und");

    private readonly ShapingBuffer _buffer = new();
    private readonly Dictionary<FontWeight, float> _capHeights = [];

    private readonly record struct Cluster(int Start, int End, FontFace Face, Script Script);

    /// <summary>
    /// Sets <paramref name="text"/> after cleaning it, a box for each character that no font has; beyond
    /// <paramref name="widest"/> it ends in an ellipsis.
    /// </summary>
    public TextLine Set(string text, TextStyle style, float widest = float.PositiveInfinity)
    {
        text = WithBoxes(DisplayText.Clean(text), style.Weight);
        var line = Shape(text, style);
        if (line.Width <= widest)
            return line;

        var ends = ClusterEnds(text);
        int fits = 0, tooLong = ends.Count;
        var best = Shape(Ellipsis, style);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            var shorter = Shape(string.Concat(text.AsSpan(0, ends[middle - 1]), Ellipsis), style);
            if (shorter.Width <= widest)
                (fits, best) = (middle, shorter);
            else
                tooLong = middle;
        }
        return best;
    }

    public void Dispose() => _buffer.Dispose();

    private string WithBoxes(string text, FontWeight weight)
    {
        var drawable = new StringBuilder(text.Length);
        var start = 0;
        foreach (var end in ClusterEnds(text))
        {
            var cluster = text.AsSpan(start, end - start);
            Rune.DecodeFromUtf16(cluster, out var first, out _);
            if (Unicode.IsInvisible(first) || fonts.Choose(cluster, weight).Has(first))
                drawable.Append(cluster);
            else
                drawable.Append(Missing);
            start = end;
        }
        return drawable.ToString();
    }

    private TextLine Shape(string text, TextStyle style)
    {
        var clusters = Clusters(text, style.Weight, out var levels);
        var runs = Runs(clusters, levels, out var runLevels);
        var glyphs = new List<GlyphRun>(runs.Count);
        var x = 0f;
        foreach (var index in WritingDirection.VisualOrder(runLevels))
            glyphs.Add(Shape(text, runs[index], runLevels[index], style.Size, ref x));
        return new TextLine(glyphs, style.Size, x, CapHeight(style.Weight) * style.Size);
    }

    private List<Cluster> Clusters(string text, FontWeight weight, out byte[] levels)
    {
        var clusters = new List<Cluster>(text.Length);
        var kinds = new List<WritingDirection.Kind>(text.Length);
        var start = 0;
        foreach (var end in ClusterEnds(text))
        {
            Rune.DecodeFromUtf16(text.AsSpan(start, end - start), out var first, out _);
            clusters.Add(new Cluster(start, end, fonts.Choose(text.AsSpan(start, end - start), weight), Unicode.ScriptOf(first)));
            kinds.Add(WritingDirection.KindOf(first));
            start = end;
        }
        levels = WritingDirection.Levels(CollectionsMarshal.AsSpan(kinds));
        return clusters;
    }

    private static List<int> ClusterEnds(string text)
    {
        var ends = new List<int>(text.Length);
        for (var end = 0; end < text.Length;)
        {
            end += StringInfo.GetNextTextElementLength(text, end);
            ends.Add(end);
        }
        return ends;
    }

    /// <summary>Joins neighbours of one face, level and script; what every script shares goes with what stands before it.</summary>
    private static List<Cluster> Runs(List<Cluster> clusters, byte[] levels, out byte[] runLevels)
    {
        var runs = new List<Cluster>();
        var kept = new List<byte>();
        for (var i = 0; i < clusters.Count; i++)
        {
            var next = clusters[i];
            var script = Unicode.IsOfOneScript(next.Script) ? next.Script : Unicode.Common;
            if (runs.Count > 0 && runs[^1] is var last && last.Face == next.Face && kept[^1] == levels[i]
                && (script == last.Script || script == Unicode.Common || last.Script == Unicode.Common))
            {
                runs[^1] = last with { End = next.End, Script = script == Unicode.Common ? last.Script : script };
                continue;
            }
            runs.Add(next with { Script = script });
            kept.Add(levels[i]);
        }
        runLevels = [.. kept];
        return runs;
    }

    private GlyphRun Shape(string text, Cluster run, byte level, float size, ref float x)
    {
        _buffer.ClearContents();
        // The text around the run goes along: Arabic letters join across a change of face.
        _buffer.AddUtf16(text.AsSpan(), run.Start, run.End - run.Start);
        _buffer.Direction = level % 2 == 1 ? Direction.RightToLeft : Direction.LeftToRight;
        _buffer.Script = run.Script;
        _buffer.Language = NoLanguage;
        run.Face.Shape(_buffer);

        var infos = _buffer.GetGlyphInfoSpan();
        var positions = _buffer.GetGlyphPositionSpan();
        var glyphs = new ushort[infos.Length];
        var points = new SKPoint[infos.Length];
        var unit = size / run.Face.UnitsPerEm;
        for (var i = 0; i < glyphs.Length; i++)
        {
            glyphs[i] = (ushort)infos[i].Codepoint;
            points[i] = new SKPoint(x + positions[i].XOffset * unit, -positions[i].YOffset * unit);
            x += positions[i].XAdvance * unit;
        }
        return new GlyphRun(run.Face, glyphs, points);
    }

    private float CapHeight(FontWeight weight)
    {
        if (_capHeights.TryGetValue(weight, out var height))
            return height;
        using var font = fonts.Bundled(weight).CreateFont(1000);
        return _capHeights[weight] = font.Metrics.CapHeight / 1000;
    }
}
