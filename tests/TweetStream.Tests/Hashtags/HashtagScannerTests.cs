using System.Text;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

public sealed class HashtagScannerTests
{
    [Theory]
    [InlineData("#tag", "tag")]
    [InlineData("＃tag", "tag")]
    [InlineData("(#tag)", "tag")]
    [InlineData("🎉#tag", "tag")]
    [InlineData("、#tag、", "tag")]
    [InlineData("a #one #two #one", "one two one")]
    [InlineData("#one\n#two\r\n#three\u2028#four", "one two three four")]
    [InlineData("##tag", "tag")]
    [InlineData("＃#tag", "tag")]
    public void A_tag_begins_behind_a_boundary(string text, string tags) => Assert.Equal(tags.Split(' '), Scanned.Tags(text));

    [Theory]
    [InlineData("a#tag")]
    [InlineData("é#tag")]
    [InlineData("ア#tag")]
    [InlineData("𠀡#tag")]
    [InlineData("7#tag")]
    [InlineData("_#tag")]
    [InlineData("·#tag")]
    [InlineData("\u200D#tag")]
    [InlineData("&#tag")]
    [InlineData("&#xe9;")]
    public void No_tag_begins_behind_a_tag_character_or_an_ampersand(string text) => Assert.Empty(Scanned.Tags(text));

    [Theory]
    [InlineData("☺\uFE0F#tag", "tag")]
    [InlineData("☺\uFE0E#tag", "tag")]
    [InlineData("1\uFE0F#tag", "tag")]
    public void A_variation_selector_is_a_boundary_though_it_is_a_mark(string text, string tag) =>
        Assert.Equal([tag], Scanned.Tags(text));

    [Fact]
    public void A_boundary_that_was_part_of_the_tag_before_is_none()
    {
        // The selector belongs to the body of the first tag, which the second sign spoils.
        Assert.Empty(Scanned.Tags("#a\uFE0F#b"));
        Assert.Equal(["b"], Scanned.Tags("a\uFE0F#b"));
        Assert.Equal(["b"], Scanned.Tags("#a##b"));
    }

    [Theory]
    [InlineData("#\uFE0F\u20E3")]
    [InlineData("#\u20E3")]
    [InlineData("＃\uFE0Fa")]
    public void A_keycap_is_no_sign(string text) => Assert.Empty(Scanned.Tags(text));

    [Theory]
    [InlineData("#2026")]
    [InlineData("#_")]
    [InlineData("#1_2")]
    [InlineData("#१२३४")]
    [InlineData("#〃")]
    [InlineData("# tag")]
    [InlineData("#")]
    [InlineData("＃")]
    public void A_body_needs_a_letter_or_mark(string text) => Assert.Empty(Scanned.Tags(text));

    [Theory]
    [InlineData("#C#")]
    [InlineData("#tag＃")]
    [InlineData("#http://example.com")]
    [InlineData("#gopher://")]
    public void A_tag_is_spoilt_by_a_sign_or_a_protocol_behind_it(string text) => Assert.Empty(Scanned.Tags(text));

    [Theory]
    [InlineData("#tag:", "tag")]
    [InlineData("#tag:/", "tag")]
    [InlineData("#tag&#x27;", "tag")]
    [InlineData("#tag's", "tag")]
    [InlineData("#a.b", "a")]
    [InlineData("#a-b", "a")]
    [InlineData("#a\u00ADb", "a")]
    [InlineData("#a@b", "a")]
    [InlineData("#aⅳ", "a")] // a letter number is neither letter nor digit
    public void Other_characters_only_end_a_tag(string text, string tag) => Assert.Equal([tag], Scanned.Tags(text));

    [Theory]
    [InlineData("ʻOkina")] // Hawaiian: modifier letter
    [InlineData("ⵜⴰⵎⴰⵣⵉⵖⵜ")] // Tamazight
    [InlineData("ᏣᎳᎩ")] // Cherokee
    [InlineData("𞤆𞤵𞤤𞤢𞤪")] // Adlam: letters beyond the BMP
    [InlineData("𐐔𐐯𐑅𐐨𐑉𐐯𐐻")] // Deseret
    [InlineData("中文𠮷野家")]
    [InlineData("a𞥐")] // Adlam digit
    [InlineData("می‌خواهم")]
    [InlineData("ශ්‍රීලංකා")]
    [InlineData("မြန်မာ")]
    [InlineData("한국말")]
    [InlineData("ᄒ\u1161\u11AB")] // conjoining Hangul
    [InlineData("மொழி")]
    [InlineData("ଓଡ଼ିଆ")]
    [InlineData("il·lusió")]
    [InlineData("メ〜テレ")]
    [InlineData("A̴B̶")]
    public void Tags_are_written_in_every_script(string tag)
    {
        Assert.Equal([tag], Scanned.Tags($"so #{tag} it is"));
        Assert.Equal([tag], Scanned.Tags($"＃{tag}"));
    }

    [Theory]
    [InlineData("https://example.com/page/#part")]
    [InlineData("https://example.com/page-#part")]
    [InlineData("https://example.com/#part")]
    [InlineData("https://example.com/#!/a#part")]
    [InlineData("https://example.com/a_(b)/(#part)")]
    [InlineData("https://example.com/,(#part)c")]
    [InlineData("https://example.com/a(b(#part)c)")]
    [InlineData("https://example.com?q=#part")]
    [InlineData("https://example.com:8080/x?y=z/#part")]
    [InlineData("example.com/#part")]
    [InlineData("HTTP://EXAMPLE.COM/#part")]
    [InlineData("(example.com/#part)")]
    [InlineData("日本語example.com/#part")]
    [InlineData("http://пример.рф/#part")]
    [InlineData("http://a-＃part.com")]
    [InlineData("see\thttps://example.com/,#part")]
    [InlineData("https://t.co/abc?x=#part")]
    public void A_sign_inside_a_url_is_no_sign(string text) => Assert.Empty(Scanned.Tags(text));

    [Theory]
    [InlineData("http://localhost/#tag")]
    [InlineData("http://example.nonsense/#tag")]
    [InlineData("/#tag")]
    [InlineData("and/or/#tag")]
    [InlineData("a.b/#tag")]
    [InlineData("https://example.com/ #tag")]
    [InlineData("https://example.com/\u3000#tag")]
    [InlineData("https://example.com/、#tag")]
    [InlineData("https://example.com/(#tag")]
    [InlineData("https://example.com/,(#tag)")]
    [InlineData("https://example.com/a(b(c(#tag)))")]
    [InlineData("https://example.com,#tag")]
    [InlineData("example.com?q=#tag")]
    [InlineData("пример.рф/#tag")]
    [InlineData("https://t.co/abc/#tag")]
    [InlineData("me@example.com/#tag")]
    [InlineData("-example.com/#tag")]
    [InlineData("http://-example.com/#tag")]
    [InlineData("http://xn--は.com/#tag")]
    [InlineData("https://example.com/＃tag")]
    public void Outside_a_url_it_is_one(string text) => Assert.Equal(["tag"], Scanned.Tags(text));

    [Fact]
    public void Of_a_tag_and_a_url_that_overlap_the_first_counts() =>
        Assert.Equal(["тегabc", "part"], Scanned.Tags("#тегabc.com/#part"));

    [Fact]
    public void Bytes_that_are_not_utf8_end_a_tag_and_may_stand_before_one()
    {
        Assert.Equal(["tag", "é"], Scanned.Tags([.. "\0#tag"u8, 0xFF, .. "#é"u8, 0xC3]));
        Assert.Equal(["日"], Scanned.Tags([0xE6, 0x97, .. "#日"u8, 0xE6, 0x97]));
        Assert.Equal(["a"], Scanned.Tags([0xEF, 0xBC, .. "#a"u8, 0xEF, 0xBC]));
        Assert.Empty(Scanned.Tags([.. "#"u8, 0xED, 0xA0, 0x80])); // half a surrogate pair
    }

    [Fact]
    public void Places_are_bytes_and_added_behind_what_the_list_holds()
    {
        var tags = new List<Range> { 7..9 };
        HashtagScanner.Scan("é ＃日本 #a"u8, tags);
        Assert.Equal([7..9, 6..12, 14..15], tags);
    }

    [Fact]
    public void Scanning_allocates_nothing()
    {
        var text = Encoding.UTF8.GetBytes("été #Été #日本語 🎉#party https://t.co/x1 (example.com/#no) ＃𠮷 #no#");
        var tags = new List<Range>();
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                tags.Clear();
                HashtagScanner.Scan(text, tags);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(4, tags.Count);
        Assert.Equal(0, least);
    }
}
