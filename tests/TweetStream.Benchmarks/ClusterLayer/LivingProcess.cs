using System.Diagnostics;
using System.Text;

namespace TweetStream.Benchmarks.ClusterLayer;

/// <summary>A process that goes on until it is disposed of: what it has said, and what it has taken so far.</summary>
internal sealed class LivingProcess : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly StringBuilder _said = new();
    private readonly string _name;
    private readonly Process _process;

    /// <param name="folder">Where it runs.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public LivingProcess(string folder, params string[] command)
    {
        _name = string.Join(' ', command);
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>User and system time.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>In bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Waits until it has said this.</summary>
    /// <exception cref="InvalidDataException">It ended before, or never did so.</exception>
    public void AwaitWords(string text) => Await(() => Said.Contains(text, StringComparison.Ordinal), $"'{text}'");

    /// <summary>Waits for what it brings about.</summary>
    /// <exception cref="InvalidDataException">It ended before, or nothing changed for too long; the message holds what it said.</exception>
    /// <param name="condition">Whether that is there.</param>
    /// <param name="what">Names it.</param>
    /// <param name="progress">A number that grows while it gets on.</param>
    public void Await(Func<bool> condition, string what, Func<long>? progress = null)
    {
        var (watch, last) = (Stopwatch.StartNew(), 0L);
        while (!condition())
        {
            if (_process.WaitForExit(Look))
                RequireLife();
            if (progress?.Invoke() is { } now && now != last)
            {
                last = now;
                watch.Restart();
            }

            if (watch.Elapsed > Patience)
                throw new InvalidDataException($"{_name} does not come to {what}: {Said}");
        }
    }

    /// <exception cref="InvalidDataException">It has ended; the message holds what it said.</exception>
    public void RequireLife()
    {
        if (_process.HasExited)
            throw new InvalidDataException($"{_name} ended with {_process.ExitCode}: {Said}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    private void Hear(string? line)
    {
        lock (_said)
            _said.Append(line).Append('\n');
    }
}
