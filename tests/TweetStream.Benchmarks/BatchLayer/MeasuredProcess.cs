using System.ComponentModel;
using System.Diagnostics;

namespace TweetStream.Benchmarks.BatchLayer;

/// <summary>What a process took from its start to its end, and what it wrote. The peak of its memory and its CPU are those of the last look at it.</summary>
internal sealed record MeasuredProcess(TimeSpan Wall, TimeSpan Cpu, long PeakMemory, string Output)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <exception cref="InvalidDataException">It failed; the message holds what it said.</exception>
    public static MeasuredProcess Run(params string[] command)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        var (cpu, peak) = (TimeSpan.Zero, 0L);
        do
        {
            try
            {
                process.Refresh();
                (cpu, peak) = (process.TotalProcessorTime, Math.Max(peak, process.PeakWorkingSet64));
            }
            catch (Exception ended) when (ended is InvalidOperationException or Win32Exception)
            {
                // It ended since.
            }
        }
        while (!process.WaitForExit(Look));
        watch.Stop();
        Task.WaitAll(said, output);
        return process.ExitCode == 0 ? new(watch.Elapsed, cpu, peak, output.Result) : throw new InvalidDataException($"{string.Join(' ', command)} ended with {process.ExitCode}: {said.Result}");
    }
}
