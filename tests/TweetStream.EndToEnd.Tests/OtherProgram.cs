using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace TweetStream.EndToEnd.Tests;

/// <summary>A program that is not the one under test, such as a sample's script, in a folder of its own and with <c>tweetstream</c> on its path.</summary>
internal sealed class OtherProgram : IDisposable
{
    /// <summary>Building and publishing takes minutes on a busy machine.</summary>
    public static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(15);
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private OtherProgram(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The SDK by which the tests themselves were started.</summary>
    public static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public StreamWriter Input => _process.StandardInput;

    public StreamReader Output => _process.StandardOutput;

    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>The path of a file below <c>samples/</c>.</summary>
    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    /// <summary>Starts it; skips the test where it is not on this machine.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables to set, or to take away where the value is null.</param>
    /// <param name="command">The program and its arguments.</param>
    public static OtherProgram Start(Folder folder, IReadOnlyDictionary<string, string?>? environment, params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        start.Environment["PATH"] = $"{OwnPath(folder)}:{start.Environment["PATH"]}";
        // A file-based app is built there, where the folder must be.
        start.Environment["XDG_DATA_HOME"] = Directory.CreateDirectory(folder.File("data")).FullName;
        // What the test runner's own SDK says about itself would be taken for the user's wish by another.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            start.Environment[name] = value;
        try
        {
            return new(start);
        }
        catch (Win32Exception missing)
        {
            Skip.If(Path.GetFileName(command[0]) == command[0], $"{command[0]}: {missing.Message}");
            throw;
        }
    }

    /// <summary>Runs it to its end, with this on its standard input.</summary>
    public static async Task<Ended> RunAsync(Folder folder, string input, params string[] command)
    {
        using var program = Start(folder, null, command);
        return await program.EndAsync(input);
    }

    public async Task<Ended> EndAsync(string input = "", TimeSpan? patience = null)
    {
        var output = Output.ReadToEndAsync();
        try
        {
            await Input.WriteAsync(input);
            Input.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything; how, its exit code and errors tell.
        }

        using var limit = new CancellationTokenSource(patience ?? Patience.Limit);
        await _process.WaitForExitAsync(limit.Token);
        return new(_process.ExitCode, await output, Errors);
    }

    /// <summary>The next line of its standard output.</summary>
    public async Task<string> LineAsync() =>
        await Output.ReadLineAsync().WaitAsync(Patience.Limit) ?? throw new EndOfStreamException($"it ended: {Errors}");

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (_errors)
            _errors.Append(line).Append('\n');
    }

    // The executable under its own name, as a user has it.
    private static string OwnPath(Folder folder)
    {
        var path = Directory.CreateDirectory(folder.File("path")).FullName;
        var command = Path.Combine(path, "tweetstream");
        if (!OperatingSystem.IsWindows() && !File.Exists(command))
        {
            File.WriteAllText(command, $"#!/bin/sh\nexec '{DotNet}' '{Tweetstream.Executable}' \"$@\"\n");
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TweetStream.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
