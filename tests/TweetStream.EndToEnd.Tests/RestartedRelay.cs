using System.Globalization;
using System.Runtime.InteropServices;
using TweetStream.Cli.Hosting;

namespace TweetStream.EndToEnd.Tests;

/// <summary>A relay that is started again and again, always on the same port. Its archive and source are the caller's to choose.</summary>
internal sealed class RestartedRelay(Folder folder, params string[] arguments) : IDisposable
{
    private Tweetstream? _process;

    public int Port { get; } = FreePort();

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public Tweetstream Process => _process!;

    /// <summary>Starts it and does not wait.</summary>
    /// <param name="more">Arguments beside those of every start.</param>
    public void Start(params string[] more) =>
        _process = Tweetstream.Start(folder, ["relay", "--listen", Address, .. arguments, .. more]);

    public async Task StartAndListenAsync(params string[] more)
    {
        Start(more);
        await Process.SaysAsync("Listening on");
    }

    public void Kill()
    {
        Process.Kill();
        Dispose();
    }

    public async Task StopAsync()
    {
        Process.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await Process.ExitAsync());
        Dispose();
    }

    public void Dispose()
    {
        _process?.Dispose();
        _process = null;
    }

    internal static int FreePort() => FreePorts.Take(1)[0];
}
