using System.Text;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

/// <summary>
/// Texts of a megabyte that invite to look at the same bytes again and again: a scanner that did so would be busy for hours.
/// What is found grows with the length just as it does in a text a sixteenth as long.
/// </summary>
public sealed class ScannerLinearityTests
{
    private const int Megabyte = 1 << 20;

    public static TheoryData<string> Units =>
    [
        "#", "＃", "！", "#a", "#a\uFE0F", "#1", "/#a", "/、#a", "#a ", "😀#a",
        "a", "あ", "_a", "a-", "a.", "あ.", "_a.", "a_.", "-a.", "😀.", "a..", "a.co,", "a.co_.", "a.コ", "xn--a.", "a.みんな、",
        "(", "a.co/(", "a.co/((", "a.co/((b)", "a.co/,", "a.co/!(", "a.co?(", "a.co:1", "a.co:1/!", "/a.co/(#a", "、a.#a",
        "http://", "http://a", "http://a.", "https://a.co/(((#", "http://t.co/a/", "http://xn--a.", "http://a.co/ #a", "\0", "\u0301",
    ];

    [Theory]
    [MemberData(nameof(Units))]
    public void Time_is_linear_to_the_text(string unit)
    {
        var copies = Megabyte / Encoding.UTF8.GetByteCount(unit) / 32 * 2; // even, since some copies spoil each other by twos

        var one = Count(unit, copies);
        var two = Count(unit, 2 * copies);
        var sixteen = Count(unit, 16 * copies);

        Assert.Equal(one.Tags + (15 * (two.Tags - one.Tags)), sixteen.Tags);
        Assert.Equal(one.Urls + (15 * (two.Urls - one.Urls)), sixteen.Urls);
    }

    private static (int Tags, int Urls) Count(string unit, int copies)
    {
        // The slash, and the tag at the end, make the scan for tags look for URLs.
        var text = Encoding.UTF8.GetBytes("/" + string.Concat(Enumerable.Repeat(unit, copies)) + "!#end");
        var urls = new UrlScanner(text);
        var count = 0;
        while (urls.MoveNext(int.MaxValue))
            count++;
        return (Scanned.Ranges(text).Count, count);
    }
}
