using System.ComponentModel;
using System.Diagnostics;

namespace TweetStream.EndToEnd.Tests;

/// <summary>Commands of the system that set up what a test needs, and the reason to skip it where the system refuses.</summary>
internal static class Shell
{
    /// <summary>Runs a command to its end; null where it did what it was told, else what it said.</summary>
    public static string? Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{command} {string.Join(' ', arguments)}: {said.Trim()}";
        }
        catch (Win32Exception missing)
        {
            return $"{command}: {missing.Message}";
        }
    }

    /// <summary>Runs it, and skips the test where the right or the program for it is missing.</summary>
    public static void RunOrSkip(string command, params string[] arguments)
    {
        var refusal = Run(command, arguments);
        Skip.If(refusal is not null, refusal);
    }
}
