using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace TweetStream.Browser.Tests;

/// <summary>Someone who looks at the page, and what went on in the browser meanwhile.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly ConcurrentQueue<Uri> _requests = [];

    internal Visitor(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        context.Request += (_, request) => _requests.Enqueue(new(request.Url));
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the browser's console, and exceptions that nobody caught.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public ILocator Rows => Page.Locator("#bars li");

    /// <summary>The ranked tags as they stand there, from above.</summary>
    public ILocator Tags => Page.Locator("#bars bdi");

    public ILocator Status => Page.Locator("#status-text");

    public ILocator Empty => Page.Locator("#empty");

    public Task OpenAsync(Uri address) => Page.GotoAsync(address.ToString());

    public Task<bool> HasNoSidewaysScrollAsync() => Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth");

    /// <summary>The browser had nothing to complain of, and asked nobody else for anything.</summary>
    public void AssertContent(Uri address)
    {
        Assert.Empty(Complaints);
        Assert.All(_requests, request => Assert.Equal(address.Authority, request.Authority));
    }

    public async Task AssertAccessibleAsync()
    {
        var result = await Page.RunAxe();
        Assert.Empty(result.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Select(node => node.Html))}"));
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
