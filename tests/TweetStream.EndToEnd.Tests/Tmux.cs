using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TweetStream.EndToEnd.Tests;

/// <summary>A terminal without a screen: tmux on a socket of its own, which a program runs in and a test looks at.</summary>
internal sealed class Tmux : IDisposable
{
    private readonly Folder _folder;

    private Tmux(Folder folder) => _folder = folder;

    /// <summary>Skips the test where there is no tmux.</summary>
    public static void SkipWithout() =>
        Skip.IfNot(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "tmux"))),
            "tmux, the terminal that this test looks at, is not installed");

    /// <summary>Runs the executable; when it has ended, its exit code is shown below what it left.</summary>
    public static Tmux Start(Folder folder, int width, int height, string arguments)
    {
        var tmux = new Tmux(folder);
        // The shell lives on where a key ends the program.
        var program = $"trap : INT; '{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}' '{Tweetstream.Executable}' {arguments}; echo \"[ended $?]\"; exec sleep 1000";
        tmux.Run("-f", "/dev/null", "new-session", "-d", "-x", Text(width), "-y", Text(height), "-c", folder.Path, program);
        return tmux;
    }

    /// <summary>The screen once it is as it should be; with colours as escape sequences where that is asked for.</summary>
    public async Task<string> ShowsAsync(Func<string, bool> isRight, string what, bool withColours = false)
    {
        var screen = "";
        string[] capture = withColours ? ["capture-pane", "-p", "-e"] : ["capture-pane", "-p"];
        await Eventually.HoldsAsync(() => isRight(screen = Run(capture)), () => $"{what} on the screen, which shows\n{screen}");
        return screen;
    }

    public Task<string> ShowsAsync(string text) => ShowsAsync(screen => screen.Contains(text, StringComparison.Ordinal), text);

    public void Resize(int width, int height) => Run("resize-window", "-x", Text(width), "-y", Text(height));

    /// <summary>Types a key by tmux's name, such as <c>C-c</c>.</summary>
    public void Type(string key) => Run("send-keys", key);

    /// <summary>Whether the cursor is visible, and a long line goes on in the next one.</summary>
    public bool IsSane => Run("display-message", "-p", "#{cursor_flag}#{wrap_flag}").Trim() == "11";

    public void Dispose() => Run("kill-server");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("tmux", ["-u", "-S", _folder.File("tmux"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        // Whatever terminal the tests run in, and whatever its language: this one knows every character.
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("TMUX");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
