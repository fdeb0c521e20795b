using System.ComponentModel;
using System.Diagnostics;

namespace TweetStream.EndToEnd.Tests;

/// <summary>Runs scripts of a shell in which the program can be called.</summary>
internal static class Bash
{
    /// <summary>The program as a shell calls it.</summary>
    public static string Program => $"'{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}' '{Tweetstream.Executable}'";

    public static Task<Ended> RunAsync(Folder folder, string script) => RunAsync(folder, "bash", script);

    /// <summary>The same by another shell; skips the test where there is none.</summary>
    public static async Task<Ended> RunAsync(Folder folder, string shell, string script)
    {
        var start = new ProcessStartInfo(shell, ["-c", script])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Its own settings are no matter of the test.
        start.Environment["HOME"] = folder.Path;
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return new(process.ExitCode, await output, await errors);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            Skip.If(true, $"{start.FileName}: {missing.Message}");
            throw;
        }
    }
}
