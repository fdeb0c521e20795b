using System.ComponentModel;
using System.Diagnostics;

namespace TweetStream.Cli.Hosting;

/// <summary>
/// A process that we start and that ends with us: it hears of our end, however that comes, by the end of its standard input.
/// What it says is passed on line by line; the last lines are kept for when it ends too early.
/// </summary>
internal sealed class OwnProcess : IAsyncDisposable
{
    private const int KeptLines = 5;
    private readonly Process _process;
    private readonly Queue<string> _last = [];

    private OwnProcess(ProcessStartInfo start, Action<string>? hear)
    {
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Hear(line.Data, hear);
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>What it said last.</summary>
    public string LastWords
    {
        get
        {
            lock (_last)
                return string.Join('\n', _last);
        }
    }

    /// <summary>Starts this very program with other arguments.</summary>
    public static OwnProcess StartSelf(IEnumerable<string> arguments, Action<string>? hear)
    {
        var program = Environment.ProcessPath!;
        // Started by the dotnet host, which needs to be told what to run.
        string[] own = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Path.Combine(AppContext.BaseDirectory, "tweetstream.dll")] : [];
        return new(Start(program, [.. own, .. arguments]), hear);
    }

    /// <summary>Starts a program that knows nothing of its standard input; null where there is none of this name.</summary>
    public static OwnProcess? StartOther(string program, params string[] arguments)
    {
        if (OperatingSystem.IsWindows() || !IsOnPath(program))
            return null;
        // A shell stands between, which waits for the end of its input for it.
        const string script = "\"$@\" </dev/null & child=$!; trap 'kill $child 2>/dev/null; wait $child' EXIT; trap '' INT; cat >/dev/null";
        try
        {
            return new(Start("sh", ["-c", script, "sh", program, .. arguments]), null);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Lets it know that it is time, and waits for its end; after a while it is ended.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        try
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(patience);
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await EndAsync(TimeSpan.Zero);
        _process.Dispose();
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private void Hear(string? line, Action<string>? hear)
    {
        if (line is null)
            return;
        lock (_last)
        {
            _last.Enqueue(line);
            if (_last.Count > KeptLines)
                _last.Dequeue();
        }

        hear?.Invoke(line);
    }
}
