using System.Diagnostics;
using System.Reflection;

namespace TweetStream.Benchmarks.Sections;

/// <summary>The tool as a process of its own.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Command">What starts it, before its arguments.</param>
internal sealed record StartUpTool(string Name, string[] Command)
{
    /// <summary>What runs a program that was built.</summary>
    public static readonly string DotNet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static StartUpTool Built { get; } = new("built", [DotNet, Metadata("Tool")]);

    /// <summary>Publishes it into a folder; nothing stays running.</summary>
    /// <exception cref="InvalidDataException">It could not be published; the message holds what was said.</exception>
    public static StartUpTool Publish(string folder)
    {
        using var publishing = Start(
            [DotNet, "publish", Metadata("ToolProject"), "--configuration", "Release", "--output", folder, "-nodeReuse:false", "-p:UseSharedCompilation=false"], ".");
        var said = publishing.StandardOutput.ReadToEnd();
        publishing.WaitForExit();
        return publishing.ExitCode == 0 ? new("published", [DotNet, Path.Combine(folder, "tweetstream.dll")])
            : throw new InvalidDataException("the tool could not be published:\n" + said);
    }

    /// <summary>How long it takes from the start until it has written its first line.</summary>
    /// <exception cref="InvalidDataException">It wrote none, or failed later.</exception>
    public TimeSpan FirstLine(string folder, string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Start([.. Command, .. arguments], folder);
        var line = process.StandardOutput.ReadLine();
        watch.Stop();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return line is { Length: > 0 } && process.ExitCode == 0 ? watch.Elapsed
            : throw new InvalidDataException($"{string.Join(' ', Command)} {string.Join(' ', arguments)} wrote '{line}' and ended with {process.ExitCode}");
    }

    private static Process Start(string[] command, string folder)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    private static string Metadata(string key) =>
        typeof(StartUpTool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
