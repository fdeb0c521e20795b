using TweetStream.Web.Page;

namespace TweetStream.Tests.Web;

public sealed class TagLinkTests
{
    [Theory]
    [InlineData("bluesky", "https://bsky.app/hashtag/{tag}")]
    [InlineData("x", "https://x.com/hashtag/{tag}")]
    [InlineData("mastodon:fosstodon.org", "https://fosstodon.org/tags/{tag}")]
    public void A_network_is_named_as_a_source_is(string value, string url)
    {
        Assert.True(TagLink.TryParse(value, out var link, out _));
        Assert.Equal(url, link.Url);
    }

    [Theory]
    [InlineData("")]
    [InlineData("mastodon")]
    [InlineData("mastodon:a/b")]
    [InlineData("mastodon:javascript:alert(1)")]
    [InlineData("friendster")]
    public void Anything_else_is_refused_with_what_is_allowed(string value)
    {
        Assert.False(TagLink.TryParse(value, out _, out var reason));
        Assert.Equal($"'{value}' is not allowed; allowed are bluesky, x and mastodon:HOST, such as mastodon:fosstodon.org", reason);
    }
}
