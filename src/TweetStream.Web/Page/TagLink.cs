namespace TweetStream.Web.Page;

/// <summary>Where a network shows the posts of a tag.</summary>
/// <param name="Name">Of the network, as its users know it.</param>
/// <param name="Url">An address with <c>{tag}</c> where the tag comes, without its <c>#</c>.</param>
public sealed record TagLink(string Name, string Url)
{
    public static readonly TagLink Bluesky = new("Bluesky", "https://bsky.app/hashtag/{tag}");
    public static readonly TagLink X = new("X", "https://x.com/hashtag/{tag}");

    /// <summary>For those who do not say which network it is.</summary>
    public static readonly IReadOnlyList<TagLink> All = [Bluesky, Mastodon("mastodon.social"), X];

    /// <param name="server">A Mastodon server's host name.</param>
    public static TagLink Mastodon(string server) => new("Mastodon", $"https://{server}/tags/{{tag}}");
}
