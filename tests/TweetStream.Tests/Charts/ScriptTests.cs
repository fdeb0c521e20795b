using SkiaSharp;
using TweetStream.Charts;
using TweetStream.Charts.Styles;
using TweetStream.Charts.Text;
using static TweetStream.Tests.Charts.Samples;

namespace TweetStream.Tests.Charts;

public sealed class ScriptTests(ChartRenderer renderer, FontLibrary fonts) : IClassFixture<ChartRenderer>, IClassFixture<FontLibrary>
{
    [SkippableTheory]
    [InlineData("Latin", "#café", "#cafe")]
    [InlineData("Greek", "#Ελλάδα", "#Ελλάδο")]
    [InlineData("Cyrillic", "#Привет", "#Приват")]
    [InlineData("Japanese", "#ありがとう", "#ありかとう")]
    [InlineData("Chinese", "#日本", "#日木")]
    [InlineData("Korean", "#한국", "#한극")]
    [InlineData("Arabic", "#العربية", "#العربيه")]
    [InlineData("Hebrew", "#עברית", "#עבריח")]
    [InlineData("Devanagari", "#हिन्दी", "#हिन्दि")]
    [InlineData("Bengali", "#বাংলা", "#বাংলি")]
    [InlineData("Tamil", "#தமிழ்", "#தமிழ")]
    [InlineData("Thai", "#ไทย", "#ใทย")]
    [InlineData("Khmer", "#ខ្មែរ", "#ខ្មារ")]
    [InlineData("Myanmar", "#မြန်မာ", "#မြန်မိ")]
    [InlineData("Georgian", "#ქართული", "#ქართულა")]
    [InlineData("Ethiopic", "#አማርኛ", "#አማርኞ")]
    [InlineData("Emoji", "#🚀", "#🚁")]
    public void A_tag_is_drawn_with_glyphs_of_its_script(string script, string tag, string other)
    {
        MachineFonts.SkipWithout(tag);

        Assert.DoesNotContain(script, fonts.MissingScripts());
        foreach (var letter in tag.EnumerateRunes())
            Assert.True(fonts.Choose(letter.ToString(), FontWeight.Medium).Has(letter), $"no glyph for {letter}");
        foreach (var style in Enum.GetValues<ChartStyle>())
        {
            var label = Label(tag, style);
            Assert.NotEqual(label, Label(other, style));
            Assert.NotEqual(label, Label("#" + new string('□', tag.Length - 1), style));
            Assert.Contains(label, Picture.IsInk);
        }
    }

    [SkippableFact]
    public void Emoji_are_drawn_in_colour()
    {
        MachineFonts.SkipWithout("🚀");

        Assert.Contains(Label("#🚀", ChartStyle.Default), Picture.IsColourful);
        Assert.Contains(Label("#❤\uFE0F", ChartStyle.Default), Picture.IsColourful);
        Assert.DoesNotContain(Label("#dotnet", ChartStyle.Default), Picture.IsColourful);
    }

    [SkippableFact]
    public void An_emoji_of_several_characters_is_one_picture()
    {
        MachineFonts.SkipWithout("🚀");
        using var type = new Typesetter(fonts);
        var style = new TextStyle(FontWeight.Medium, 18);

        var single = type.Set("🚀", style).Width;

        foreach (var joined in new[] { "👩‍💻", "👍🏽", "🏳️‍🌈", "🇩🇪" })
            Assert.Equal(single, type.Set(joined, style).Width, 0.01);
    }

    [Fact]
    public void The_bundled_font_alone_lacks_the_scripts_that_it_names()
    {
        using var bare = new FontLibrary(installed: false);

        var missing = bare.MissingScripts();

        Assert.Contains("Japanese", missing);
        Assert.Contains("Arabic", missing);
        Assert.Contains("Emoji", missing);
        Assert.DoesNotContain("Latin", missing);
        Assert.DoesNotContain("Greek", missing);
        Assert.DoesNotContain("Cyrillic", missing);
    }

    [Fact]
    public void Latin_is_drawn_with_the_bundled_font_whatever_the_machine_has()
    {
        foreach (var weight in Enum.GetValues<FontWeight>())
            foreach (var letter in "#Aé9…□".EnumerateRunes())
                Assert.Same(fonts.Bundled(weight), fonts.Choose(letter.ToString(), weight));
    }

    [Fact]
    public void Characters_that_no_font_has_are_boxes_of_the_bundled_font()
    {
        using var type = new Typesetter(fonts);
        var style = new TextStyle(FontWeight.Medium, 18);

        var line = type.Set("#\U000F0000\u0378", style);

        Assert.Equal(type.Set("#□□", style).Width, line.Width);
        Assert.DoesNotContain(line.Runs.SelectMany(run => run.Glyphs), glyph => glyph == 0);
    }

    private List<SKColor> Label(string tag, ChartStyle style)
    {
        using var picture = new Picture(renderer.Render(Of(Trend(tag, 10)), Options with { Style = style }, RenderedAt));
        var bar = picture.Bounds(style == ChartStyle.Seaborn ? Husl.Of(0, 1) : Ramp.Of(0, 1));
        // The rightmost part, which every label reaches.
        return picture.Cut(new SKRectI(bar.Left - 80, bar.Top, bar.Left - 4, bar.Bottom));
    }
}
