using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace TweetStream.EndToEnd.Tests;

/// <summary>The real executable as a process of its own, in a folder of its own.</summary>
internal sealed class Tweetstream : IDisposable
{
    // Where it was built, with the libraries that it has there: beside the tests it would miss those of the servers that the tests start.
    public static readonly string Executable = typeof(Tweetstream).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Executable").Value!;
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

    private Tweetstream(Folder folder, string[] under, IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        string[] command = [.. under, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Executable, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        // The archive that nobody gave a place for, which else would be shared with whoever runs the tests.
        start.Environment["XDG_DATA_HOME"] = folder.File("data");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginErrorReadLine();
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public StreamReader Output => _process.StandardOutput;

    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>Most memory that the process ever held, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Memory that the process holds now, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>How many file descriptors the process has open.</summary>
    public int OpenFiles => Directory.GetFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/fd")).Length;

    public static Tweetstream Start(Folder folder, params string[] arguments) => new(folder, [], null, arguments);

    public static Tweetstream StartWith(Folder folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) => new(folder, [], environment, arguments);

    /// <summary>Runs to the end with this standard input.</summary>
    public static async Task<Ended> RunAsync(Folder folder, string input, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return await process.EndAsync(Encoding.UTF8.GetBytes(input));
    }

    public async Task<Ended> EndAsync(byte[]? input = null)
    {
        var output = Output.ReadToEndAsync();
        try
        {
            await Input.WriteAsync(input ?? []);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything; how, its exit code and errors tell.
        }

        return new(await ExitAsync(), await output, Errors);
    }

    /// <summary>Waits until standard error holds this text.</summary>
    public Task SaysAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_errors)
        {
            if (_errors.ToString().Contains(text, StringComparison.Ordinal))
                return Task.CompletedTask;
            _awaited.Add((text, seen));
        }

        return seen.Task.WaitAsync(Patience.Limit);
    }

    /// <summary>Starts a relay on a free port and waits until it listens.</summary>
    public static Task<(Tweetstream Relay, int Port)> RelayAsync(Folder folder, params string[] arguments) =>
        RelayUnderAsync(folder, [], "127.0.0.1", arguments);

    /// <summary>The same under a command that becomes the relay, such as one that sets a limit before.</summary>
    public static async Task<(Tweetstream Relay, int Port)> RelayUnderAsync(Folder folder, string[] under, string host, params string[] arguments)
    {
        var relay = new Tweetstream(folder, under, null, ["relay", "--listen", host + ":0", .. arguments]);
        await relay.SaysAsync($"Listening on {host}:");
        return (relay, relay.NumberAfter($"Listening on {host}:"));
    }

    /// <summary>The number that follows this text on standard error.</summary>
    public int NumberAfter(string text) =>
        int.Parse(string.Concat(Errors.Split(text, 2)[1].TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture);

    /// <summary>Writes to its standard input.</summary>
    public async Task HearAsync(string text)
    {
        await Input.WriteAsync(Encoding.UTF8.GetBytes(text));
        await Input.FlushAsync();
    }

    /// <summary>Ends the process as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Signal(PosixSignal signal)
    {
        var name = signal == PosixSignal.SIGINT ? "-INT" : "-TERM";
        using var kill = Process.Start("kill", [name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (_errors)
        {
            _errors.Append(line).Append('\n');
            foreach (var (awaited, seen) in _awaited)
            {
                if (line?.Contains(awaited, StringComparison.Ordinal) == true)
                    seen.TrySetResult();
                else if (line is null)
                    seen.TrySetException(new EndOfStreamException($"it ended without saying '{awaited}': {_errors}"));
            }
        }
    }
}

/// <summary>How a process ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tweetstream-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
