using System.Text;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

public sealed class UrlScannerTests
{
    [Theory]
    [InlineData("http://a.co/", 'b', 4096 - 7)]
    [InlineData("https://a.co/", 'б', 4096 - 8)]
    [InlineData("a.co/", 'b', 4096 - 8)]
    [InlineData("a.co/x?", 'b', 4096 - 8)]
    public void A_url_has_a_length_that_the_protocol_counts_towards_twice(string start, char path, int longest)
    {
        var url = start.PadRight(longest, path);

        Assert.Equal([url], Scanned.Urls(url));
        Assert.Empty(Scanned.Urls(url + path));
    }

    [Fact]
    public void A_url_that_is_refused_is_consumed_all_the_same() =>
        Assert.Empty(Scanned.Urls("http://a.co/?".PadRight(5000, 'b') + "&http://a.co"));

    [Fact]
    public void Without_protocol_each_plain_domain_is_a_url_and_the_last_has_the_path() =>
        Assert.Equal(["a.com", "b.co/x?y=z"], Scanned.Urls("a.comあb.co/x?y=z"));

    [Fact]
    public void A_scan_goes_no_further_than_asked()
    {
        var text = "a.co b.co"u8;
        var urls = new UrlScanner(text);

        Assert.True(urls.MoveNext(5));
        Assert.False(urls.MoveNext(4));
        Assert.True(urls.MoveNext(6));
        Assert.Equal("b.co", Encoding.UTF8.GetString(text[urls.Start..urls.End]));
    }

    [Theory]
    [InlineData("example.spa")] // delegated lately
    [InlineData("example.kids")]
    [InlineData("example.xperia")] // withdrawn
    [InlineData("example.みんな")]
    [InlineData("example.РФ")]
    [InlineData("example.भारतम्")]
    [InlineData("example.vermögensberatung")]
    [InlineData("EXAMPLE.COM")]
    [InlineData("example.xn--p1ai")]
    public void Top_level_domains_are_those_of_today_and_of_old_posts(string url) => Assert.Equal([url], Scanned.Urls($"see {url} now"));
}
