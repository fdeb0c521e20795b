using CsCheck;
using TweetStream.Charts.Text;

namespace TweetStream.Tests.Charts;

/// <summary>Each character is a cluster here; the right side is what stands on paper from left to right.</summary>
public sealed class WritingDirectionTests
{
    [Theory]
    [InlineData("#abc", "#abc")]
    [InlineData("#אבג", "גבא#")]
    [InlineData("#אבג_דהו", "והד_גבא#")]
    [InlineData("#אבג2026", "2026גבא#")]
    [InlineData("#אבג_2026", "2026_גבא#")]
    [InlineData("#2026אבג", "גבא2026#")]
    [InlineData("#אבג12.5", "12.5גבא#")]
    [InlineData("#אבגabc", "abcגבא#")]
    [InlineData("#abcאבג", "#abcגבא")]
    [InlineData("#abcאבג7", "#abc7גבא")]
    [InlineData("abc7 אבג", "abc7 גבא")]
    [InlineData("#2026", "#2026")]
    [InlineData("#عرب٢٠٢٦", "٢٠٢٦برع#")]
    [InlineData("", "")]
    public void A_line_reads_in_the_direction_of_its_first_letter(string text, string onPaper)
    {
        Assert.Equal(onPaper, OnPaper(text));
    }

    [Fact]
    public void Every_cluster_stands_on_paper_once()
    {
        Gen.OneOf('#', 'a', 'א', '7', '٧', '.', '_').Array[0, 30].Sample(text =>
            Assert.Equal(text.Order(), OnPaper(new string(text)).Order()));
    }

    private static string OnPaper(string text)
    {
        var levels = WritingDirection.Levels([.. text.EnumerateRunes().Select(WritingDirection.KindOf)]);
        return string.Concat(WritingDirection.VisualOrder(levels).Select(index => text[index]));
    }
}
