using TweetStream.Web;
using TweetStream.Web.Page;

namespace TweetStream.Cli.Hosting;

/// <summary>What a run shows of itself to others than who started it.</summary>
internal sealed record Serving
{
    public static readonly Serving Nothing = new();

    /// <summary>Where it serves HTTP; null for nowhere.</summary>
    public HttpOptions? Http { get; init; }

    /// <summary>Where the page's links to the posts of a tag lead.</summary>
    public IReadOnlyList<TagLink> Links { get; init; } = TagLink.All;

    /// <summary>Where the page finds windows that are no longer kept; null for nowhere.</summary>
    public Uri? History { get; init; }

    /// <summary>Where its metrics are sent; null for nowhere.</summary>
    public Uri? Collector { get; init; }
}
