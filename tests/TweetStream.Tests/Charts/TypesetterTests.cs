using CsCheck;
using TweetStream.Charts.Text;

namespace TweetStream.Tests.Charts;

public sealed class TypesetterTests(FontLibrary fonts) : IClassFixture<FontLibrary>, IDisposable
{
    private static readonly TextStyle Style = new(FontWeight.Medium, 18);

    private readonly Typesetter _type = new(fonts);

    public void Dispose() => _type.Dispose();

    [Fact]
    public void A_line_that_fits_is_left_as_it_is()
    {
        var line = _type.Set("#WorldCup", Style);

        Assert.Equal(line.Width, _type.Set("#WorldCup", Style, line.Width).Width);
        Assert.Equal(9, line.Runs.Sum(run => run.Glyphs.Length));
    }

    [Theory]
    [InlineData("W")]
    [InlineData("日本")]
    [InlineData("العربية")]
    [InlineData("हिन्दी")]
    [InlineData("👩‍💻")]
    [InlineData("e\u0301")]
    public void A_long_line_ends_in_an_ellipsis_and_uses_the_room_it_has(string part)
    {
        const float widest = 380;
        for (var parts = 1; parts <= 300; parts += 23)
        {
            var tag = "#" + string.Concat(Enumerable.Repeat(part, parts));
            var whole = _type.Set(tag, Style).Width;

            var line = _type.Set(tag, Style, widest);

            if (whole <= widest)
                Assert.Equal(whole, line.Width);
            else
                Assert.InRange(line.Width, widest - 40, widest);
        }
    }

    [Fact]
    public void A_line_is_cut_between_clusters_and_not_within_one()
    {
        var ellipsis = _type.Set("…", Style).Width;
        var one = _type.Set("👩‍💻", Style).Width;

        for (var widest = 30f; widest < 120; widest += 3)
        {
            var kept = (_type.Set(string.Concat(Enumerable.Repeat("👩‍💻", 20)), Style, widest).Width - ellipsis) / one;

            Assert.Equal(Math.Round(kept), kept, 0.01);
        }
    }

    [Fact]
    public void The_narrowest_room_still_gets_an_ellipsis() =>
        Assert.Equal(_type.Set("…", Style).Width, _type.Set("#WorldCup", Style, 0).Width);

    [SkippableTheory]
    [InlineData("#abc", true)]
    [InlineData("#العربية", false)]
    [InlineData("#עברית", false)]
    [InlineData("#日本", true)]
    public void The_sign_stands_where_a_reader_of_the_script_begins(string tag, bool left)
    {
        MachineFonts.SkipWithout(tag);
        var line = _type.Set(tag, Style);
        var sign = fonts.Bundled(FontWeight.Medium).Typeface.GetGlyph('#');

        var places = line.Runs.SelectMany(run => run.Glyphs.Zip(run.Positions)).OrderBy(glyph => glyph.Second.X).ToList();

        Assert.Equal(sign, (left ? places[0] : places[^1]).First);
    }

    [SkippableTheory]
    [InlineData("ع", "ع", "ع")]
    [InlineData("क्", "ष")]
    public void Letters_that_join_are_shaped_together(params string[] letters)
    {
        MachineFonts.SkipWithout(string.Concat(letters));

        var apart = letters.SelectMany(Glyphs);

        Assert.NotEqual(apart, Glyphs(string.Concat(letters)));

        IEnumerable<ushort> Glyphs(string text) => _type.Set(text, Style).Runs.SelectMany(run => run.Glyphs);
    }

    [Fact]
    public void Any_text_is_set_and_never_wider_than_its_room()
    {
        const float widest = 200;
        var any = Gen.OneOf(
            Gen.Char.Select(c => c.ToString()),
            Gen.OneOf("#", "a", "日", "ع", "ש", "हि", "🚀", "👩‍💻", "\u0301", "\u200D", "\u202E", "\0", "\ud83d", "٣", "7", "_", " ", "\u0E33", "\uFE0F"),
            Gen.Int[0x10000, 0x10FFFF].Select(char.ConvertFromUtf32)).Array[0, 40].Select(string.Concat);

        any.Sample(text =>
        {
            var line = _type.Set(text, Style, widest);
            Assert.InRange(line.Width, 0, widest);
            Assert.All(line.Runs.SelectMany(run => run.Positions), point => Assert.True(float.IsFinite(point.X) && float.IsFinite(point.Y)));
        }, iter: 300, threads: 1);
    }
}
