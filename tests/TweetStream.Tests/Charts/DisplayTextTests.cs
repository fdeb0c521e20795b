using System.Globalization;
using System.Text;
using CsCheck;
using TweetStream.Charts.Text;

namespace TweetStream.Tests.Charts;

public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("#café", "#café")]
    [InlineData("#cafe\u0301", "#café")]
    [InlineData("#a\u202Eb\u2066c\u200F", "#abc")]
    [InlineData("#a\0\u001b[31mb", "#a[31mb")]
    [InlineData("a\r\nb\u2028c", "a  b c")]
    [InlineData("\uFEFF#a", "#a")]
    [InlineData("\uFFFD", "\uFFFD")]
    [InlineData("#می\u200Cخواهم", "#می\u200Cخواهم")]
    [InlineData("👩\u200D💻", "👩\u200D💻")]
    [InlineData("", "\uFFFD")]
    [InlineData(" \t", "\uFFFD")]
    [InlineData("\u200B\u200D", "\uFFFD")]
    public void What_cannot_be_drawn_or_turns_the_line_round_is_taken_out(string text, string cleaned) =>
        Assert.Equal(cleaned, DisplayText.Clean(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("#\uFFFDx", DisplayText.Clean("#\ud83dx"));

    [Fact]
    public void A_tower_of_marks_is_cut_down()
    {
        var cleaned = DisplayText.Clean("#x" + new string('\u0323', 100));

        Assert.Equal(DisplayText.MostMarks, cleaned.EnumerateRunes().Count(r => Rune.GetUnicodeCategory(r) == UnicodeCategory.NonSpacingMark));
    }

    [Fact]
    public void A_giant_text_is_cut_between_characters()
    {
        var giant = "#" + string.Concat(Enumerable.Repeat("🚀", 500_000));

        var cleaned = DisplayText.Clean(giant);

        Assert.InRange(cleaned.Length, DisplayText.LongestText - 1, DisplayText.LongestText);
        Assert.DoesNotContain('\uFFFD', cleaned);
    }

    [Fact]
    public void Any_text_becomes_visible_valid_and_stays_so()
    {
        Gen.OneOf(Gen.Char, Gen.OneOf('\u202E', '\u0301', '\ud83d', '\ude80', '\0', '#')).Array[0, 60].Sample(characters =>
        {
            var cleaned = DisplayText.Clean(new string(characters));
            Assert.NotEmpty(cleaned);
            Assert.True(cleaned.IsNormalized());
            Assert.DoesNotContain(cleaned, char.IsControl);
            Assert.Equal(cleaned, DisplayText.Clean(cleaned));
        });
    }
}
