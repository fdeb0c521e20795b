using System.Text.RegularExpressions;

namespace TweetStream.Web.Page;

/// <summary>Where a network shows the posts of a tag.</summary>
/// <param name="Name">Of the network, as its users know it.</param>
/// <param name="Url">An address with <c>{tag}</c> where the tag comes, without its <c>#</c>.</param>
public sealed partial record TagLink(string Name, string Url)
{
    private static readonly TagLink Bluesky = new("Bluesky", "https://bsky.app/hashtag/{tag}");
    private static readonly TagLink X = new("X", "https://x.com/hashtag/{tag}");

    /// <summary>For those who do not say which network it is.</summary>
    public static readonly IReadOnlyList<TagLink> All = [Bluesky, Mastodon("mastodon.social"), X];

    /// <summary>Reads <c>bluesky</c>, <c>x</c> or <c>mastodon:HOST</c>; otherwise <paramref name="reason"/> names the value and what is allowed.</summary>
    public static bool TryParse(string value, out TagLink link, out string reason)
    {
        ArgumentNullException.ThrowIfNull(value);
        (link, reason) = (Bluesky, $"'{value}' is not allowed; allowed are bluesky, x and mastodon:HOST, such as mastodon:fosstodon.org");
        if (value is "bluesky" or "x")
        {
            link = value == "x" ? X : Bluesky;
            return true;
        }

        var isMastodon = MastodonServer().Match(value) is { Success: true };
        if (isMastodon)
            link = Mastodon(value["mastodon:".Length..]);
        return isMastodon;
    }

    private static TagLink Mastodon(string server) => new("Mastodon", $"https://{server}/tags/{{tag}}");

    [GeneratedRegex(@"^mastodon:[a-z0-9.-]+(:\d+)?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MastodonServer();
}
