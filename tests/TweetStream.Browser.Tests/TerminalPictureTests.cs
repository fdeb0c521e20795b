using System.Diagnostics;
using System.Globalization;
using TweetStream.EndToEnd.Tests;

namespace TweetStream.Browser.Tests;

/// <summary>The pictures of the terminal in docs/images: the demo runs in a real terminal of 80 columns, and a browser draws what it shows.</summary>
[Trait("Category", "Pictures")]
public sealed class TerminalPictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Width = 80, Height = 16;
    private static readonly string? Folder = Environment.GetEnvironmentVariable("TWEETSTREAM_PICTURES") is { Length: > 0 } folder ? folder : null;

    [SkippableFact]
    public async Task The_terminal_has_its_picture_taken()
    {
        await using var visitor = await chromium.VisitAsync(new(1200, 800, Density: 2));
        Skip.IfNot(IsThere("tmux"), "no tmux on this machine; install the package tmux");
        using var folder = new Folder();
        var socket = folder.File("tmux");
        Tmux(socket, "new-session", "-d", "-x", Width.ToString(CultureInfo.InvariantCulture), "-y", Height.ToString(CultureInfo.InvariantCulture),
            $"cd {folder.Path} && dotnet {Tweetstream.Executable} demo --page none --plot none --for 5m 2>/dev/null");
        try
        {
            var frames = new List<byte[]>();
            var last = "";
            while (frames.Count < (Folder is null ? 2 : 24))
            {
                var screen = await ChangedAsync(socket, last);
                last = screen;
                await visitor.Page.SetContentAsync(AnsiText.ToPage(screen.TrimEnd(), Width, Height));
                frames.Add(await visitor.Page.Locator("pre").ScreenshotAsync());
            }

            Assert.Empty(visitor.Complaints);
            Assert.NotEqual(frames[0], frames[^1]);
            Keep(frames);
        }
        finally
        {
            Tmux(socket, "kill-server");
        }
    }

    private static void Keep(List<byte[]> frames)
    {
        if (Folder is null)
            return;
        File.WriteAllBytes(Path.Combine(Folder, "terminal.png"), frames[^1]);
        var film = Directory.CreateDirectory(Path.Combine(Folder, "frames"));
        foreach (var (number, frame) in frames.Index())
            File.WriteAllBytes(Path.Combine(film.FullName, string.Create(CultureInfo.InvariantCulture, $"{number:000}.png")), frame);
    }

    // Waits for another window that ranks tags.
    private static async Task<string> ChangedAsync(string socket, string last)
    {
        for (var patience = Tweetstream.Patience; ; patience -= Poll)
        {
            var screen = Tmux(socket, "capture-pane", "-e", "-p");
            if (screen != last && screen.Contains('#', StringComparison.Ordinal) && screen.Contains('█', StringComparison.Ordinal))
                return screen;
            Assert.True(patience > TimeSpan.Zero, $"no other window was shown: {screen}");
            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Tmux(string socket, params string[] arguments)
    {
        var start = new ProcessStartInfo("tmux", ["-S", socket, "-u", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var tmux = Process.Start(start)!;
        var output = tmux.StandardOutput.ReadToEnd();
        tmux.WaitForExit();
        return output;
    }
}
