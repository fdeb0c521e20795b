using System.Globalization;
using System.Text;
using SkiaSharp;

namespace TweetStream.Charts.Text;

/// <summary>
/// Owns every typeface that charts are drawn with, and says which of them draws a character: the bundled Inter first,
/// then the Noto families on the machine, then whatever else has a glyph. Setting the text is <see cref="Typesetter"/>'s.
/// One thread at a time.
/// </summary>
/// <remarks>On Linux, Skia finds the fonts below <c>/usr/share/fonts</c>.</remarks>
public sealed class FontLibrary : IDisposable
{
    private const int RememberedClusters = 4096;

    private readonly bool _installed;
    private readonly Dictionary<FontWeight, FontFace> _bundled = [];
    private readonly Dictionary<(string Family, FontWeight Weight), FontFace?> _faces = [];
    private readonly Dictionary<nint, FontFace> _opened = [];
    private readonly Dictionary<FontWeight, Dictionary<string, FontFace>> _chosen = [];
    private string[]? _families;

    public FontLibrary()
        : this(installed: true)
    {
    }

    /// <summary><paramref name="installed"/> is false for the bundled font alone.</summary>
    internal FontLibrary(bool installed) => _installed = installed;

    /// <summary>Scripts, by their English name, of which this machine has no font: their text is drawn as boxes.</summary>
    public IReadOnlyList<string> MissingScripts()
    {
        var missing = ScriptTable.Written
            .Where(script => !Choose(script.Sample, FontWeight.Regular).Has(script.Sample))
            .Select(script => script.Name)
            .ToList();
        if (!Choose(ScriptTable.EmojiSample, FontWeight.Regular).IsEmoji)
            missing.Add(ScriptTable.EmojiName);
        return missing;
    }

    public void Dispose()
    {
        foreach (var face in _bundled.Values.Concat(_opened.Values))
            face.Dispose();
        _bundled.Clear();
        _opened.Clear();
        _faces.Clear();
        _chosen.Clear();
    }

    internal FontFace Bundled(FontWeight weight) =>
        _bundled.TryGetValue(weight, out var face) ? face : _bundled[weight] = LoadBundled(weight);

    /// <summary>The face that draws one grapheme cluster; the bundled one where none does.</summary>
    internal FontFace Choose(ReadOnlySpan<char> cluster, FontWeight weight)
    {
        if (!_chosen.TryGetValue(weight, out var chosen))
            chosen = _chosen[weight] = [];
        var remembered = chosen.GetAlternateLookup<ReadOnlySpan<char>>();
        if (remembered.TryGetValue(cluster, out var face))
            return face;

        // A stream can bring any number of different clusters; the common ones are soon back.
        if (chosen.Count >= RememberedClusters)
            chosen.Clear();
        face = Search(cluster, weight);
        remembered[cluster] = face;
        return face;
    }

    private FontFace Search(ReadOnlySpan<char> cluster, FontWeight weight)
    {
        var bundled = Bundled(weight);
        var emoji = Unicode.IsEmoji(cluster);
        if (!emoji && bundled.Has(cluster))
            return bundled;
        Rune.DecodeFromUtf16(cluster, out var first, out _);
        if (Unicode.IsUnassigned(first))
            return bundled;

        FontFace? partial = null;
        foreach (var face in Candidates(first, emoji, weight))
        {
            if (face.Has(cluster))
                return face;
            if (partial is null && face.Has(first))
                partial = face;
        }
        return partial ?? bundled;
    }

    /// <summary>Every face that may have a character, the most fitting first; a face is opened when its turn comes.</summary>
    private IEnumerable<FontFace> Candidates(Rune first, bool emoji, FontWeight weight)
    {
        if (!_installed)
        {
            yield return Bundled(weight);
            yield break;
        }
        _families ??= InOrderOfPreference(SKFontManager.Default.FontFamilies);
        var symbol = emoji || Rune.GetUnicodeCategory(first) == UnicodeCategory.OtherSymbol;
        if (symbol)
            foreach (var family in _families.Where(IsEmojiFamily))
                if (Open(family, weight) is { } face)
                    yield return face;
        yield return Bundled(weight);

        var script = Unicode.ScriptOf(first);
        var preferred = Array.Find(ScriptTable.Written, written => written.Script == script)?.Preferred ?? [];
        foreach (var family in preferred.Concat(_families))
            if (Open(family, weight) is { } face)
                yield return face;

        // Empty on Linux; elsewhere the system knows fonts that it does not list.
        if (SKFontManager.Default.MatchCharacter(first.Value) is { } typeface)
            yield return FaceOf(typeface);
    }

    private FontFace? Open(string family, FontWeight weight)
    {
        if (_faces.TryGetValue((family, weight), out var face))
            return face;
        var style = new SKFontStyle((int)weight, (int)SKFontStyleWidth.Normal, SKFontStyleSlant.Upright);
        face = SKFontManager.Default.MatchFamily(family, style) is { } typeface ? FaceOf(typeface) : null;
        return _faces[(family, weight)] = face;
    }

    /// <summary>One face per typeface: most families have one for several of our weights.</summary>
    private FontFace FaceOf(SKTypeface typeface) =>
        _opened.TryGetValue(typeface.Handle, out var face) ? face : _opened[typeface.Handle] = new FontFace(typeface, owned: false);

    private static string[] InOrderOfPreference(IEnumerable<string> families) =>
    [
        .. families.Distinct().OrderBy(Preference).ThenBy(family => family, StringComparer.Ordinal),
    ];

    private static int Preference(string family) => family switch
    {
        "Noto Sans" => 0,
        "Noto Sans CJK JP" => 1,
        _ when IsEmojiFamily(family) => 6,
        _ when !family.StartsWith("Noto ", StringComparison.Ordinal) => 5,
        _ when !family.StartsWith("Noto Sans ", StringComparison.Ordinal) => 4,
        _ when family.Contains("Mono", StringComparison.Ordinal) || family.Contains("Display", StringComparison.Ordinal) => 3,
        _ => 2,
    };

    private static bool IsEmojiFamily(string family) => family.Contains("Emoji", StringComparison.OrdinalIgnoreCase);

    private static FontFace LoadBundled(FontWeight weight)
    {
        var name = $"Inter-{weight}.otf";
        using var resource = typeof(FontLibrary).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The font {name} is not in the assembly.");
        using var data = SKData.Create(resource);
        return new FontFace(SKTypeface.FromData(data) ?? throw new InvalidOperationException($"The font {name} cannot be read."), owned: true);
    }
}
