using System.Net;
using Microsoft.Extensions.Configuration;
using TweetStream.Cli.Hosting;
using TweetStream.Web.Page;

namespace TweetStream.Cli.Options;

/// <summary>Where the live page is served and where it links to: the same for each command that has one, below its own name in the configuration.</summary>
/// <param name="command">Such as <c>Count</c>.</param>
/// <param name="served">What is served at its address, for a person.</param>
internal sealed class PageSettings(string command, string served)
{
    private readonly Setting<IPEndPoint?> _page = new("--page", $"{command}:Page", "HOST:PORT", "", $"Serves {served}; port 0 takes a free one", HttpAddress.TryParse);

    private readonly ListSetting<TagLink> _network = new(
        "--network", $"{command}:Network", "bluesky|x|mastodon:HOST", "Where the page's links to the posts of a tag lead [all of them]", TagLink.TryParse);

    private readonly SwitchSetting _allowRemote = new("--allow-remote", $"{command}:AllowRemote", "Allows --page on an address that other machines can reach");

    public IReadOnlyList<Setting> All => [_page, _network, _allowRemote];

    /// <exception cref="BadOptionException">A value cannot be read, or other machines could reach the page and may not.</exception>
    public Serving Read(IConfiguration configuration) => new()
    {
        Http = HttpAddress.Read(_page, _allowRemote, configuration),
        Links = _network.Read(configuration) is { Count: > 0 } links ? links : TagLink.All,
    };
}
