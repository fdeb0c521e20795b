using System.Globalization;
using TweetStream.EndToEnd.Tests;

namespace TweetStream.Browser.Tests;

/// <summary>The pictures of the terminal in docs/images: the demo runs in a real terminal of 80 columns, and a browser draws what it shows.</summary>
[Trait("Category", "Pictures")]
public sealed class TerminalPictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Width = 80, Height = 16;

    [SkippableFact]
    public async Task The_terminal_has_its_picture_taken()
    {
        await using var visitor = await chromium.VisitAsync(new(1200, 800, Density: 2));
        Tmux.SkipWithout();
        using var folder = new Folder();
        using var terminal = Tmux.Start(folder, Width, Height, "demo --page none --plot none --for 5m");
        var frames = new List<byte[]>();
        var last = "";
        while (frames.Count < (Album.IsKept ? 24 : 2))
        {
            last = await terminal.ShowsAsync(screen => screen != last && screen.Contains('#', StringComparison.Ordinal) && screen.Contains('█', StringComparison.Ordinal), "another window", withColours: true);
            await visitor.Page.SetContentAsync(AnsiText.ToPage(last.TrimEnd(), Width, Height));
            frames.Add(await visitor.Page.Locator("pre").ScreenshotAsync());
        }

        Assert.Empty(visitor.Complaints);
        Assert.NotEqual(frames[0], frames[^1]);
        await Album.KeepAsync("terminal", frames[^1]);
        foreach (var (number, frame) in frames.Index())
            await Album.KeepAsync(string.Create(CultureInfo.InvariantCulture, $"frames/{number:000}"), frame);
    }
}
