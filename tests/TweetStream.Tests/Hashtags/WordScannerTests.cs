using System.Text;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

public sealed class WordScannerTests
{
    [Theory]
    [InlineData("hello world hello", "hello|world|hello")]
    [InlineData("  a\t\tb\u00A0c\u3000日本 ", "a|b|c|日本")]
    [InlineData("#tag, 1.5!", "#tag,|1.5!")]
    [InlineData("", "")]
    [InlineData("   ", "")]
    public void Words_stand_between_white_space(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Words(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Invalid_bytes_are_part_of_a_word() => Assert.Equal(["a\uFFFDb", "c"], Words([(byte)'a', 0xFF, (byte)'b', (byte)' ', (byte)'c']));

    private static IEnumerable<string> Words(byte[] text)
    {
        var found = new List<Range>();
        WordScanner.Scan(text, found);
        return found.Select(range => Encoding.UTF8.GetString(text[range]));
    }
}
