namespace TweetStream.Benchmarks.Running;

/// <summary>What was measured on.</summary>
internal static class Machine
{
    private const string Description = "/proc/cpuinfo";

    /// <summary>The processor's name, where the system tells it.</summary>
    public static string Processor =>
        !File.Exists(Description) ? "unknown"
            : File.ReadLines(Description).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : "unknown";
}
