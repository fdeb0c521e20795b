using System.Globalization;
using System.Runtime.InteropServices;
using TweetStream.Hashtags;
using TweetStream.Relay.Broadcasting;

namespace TweetStream.Cli.Diagnosis;

/// <summary>What the machine and its system give this process.</summary>
internal static class MachineDiagnosis
{
    private const long LittleMemory = 512L << 20;
    private const long FewFiles = 1024;

    public static IEnumerable<Finding> Find()
    {
        yield return new(Verdict.Ok, $"runtime: {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        yield return Power(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        yield return Files(Descriptors.Limit);
        yield return Unicode(TagFolder.IsNormalizationAvailable);
    }

    /// <param name="cores">That this process may use.</param>
    /// <param name="memory">Bytes that it may use.</param>
    public static Finding Power(int cores, long memory)
    {
        var found = string.Create(CultureInfo.InvariantCulture, $"machine: {cores} {(cores == 1 ? "core" : "cores")}, {memory / (double)(1 << 30):0.0} GiB of memory");
        return memory < LittleMemory ? new(Verdict.Warning, found, "lower count --max-tags and relay --client-queue") : new(Verdict.Ok, found);
    }

    /// <param name="limit">Files and connections that this process may have open; the largest number where the system does not say.</param>
    public static Finding Files(long limit)
    {
        if (limit == long.MaxValue)
            return new(Verdict.Ok, "open files: no limit that the system tells");
        var found = string.Create(CultureInfo.InvariantCulture, $"open files: at most {limit:N0}; the clients of a relay are fewer than that");
        return limit < FewFiles ? new(Verdict.Warning, found, "raise it where many clients are expected: ulimit -n 65536") : new(Verdict.Ok, found);
    }

    /// <param name="isThere">Whether the runtime has found ICU.</param>
    public static Finding Unicode(bool isThere) => isThere
        ? new(Verdict.Ok, "Unicode data: present")
        : new(
            Verdict.Warning,
            "Unicode data: missing, so that tags that differ in width or composition are counted apart",
            "install ICU (libicu), or unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT");
}
