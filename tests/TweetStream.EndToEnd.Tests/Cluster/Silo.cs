using System.Globalization;
using System.Runtime.InteropServices;

namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>One silo process that is started again and again on the same ports.</summary>
internal sealed class Silo(Folder folder, params string[] arguments) : IDisposable
{
    private const int MostStarts = 3;
    private readonly Lock _gate = new();
    private Tweetstream? _process;
    private bool _isSupervised;

    public int Port { get; } = RestartedRelay.FreePort();

    public int GatewayPort { get; } = RestartedRelay.FreePort();

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public Tweetstream Process => _process!;

    /// <summary>Arguments of a silo that is to meet no other on the ports that all have by default.</summary>
    public static string[] OwnPorts() => Ports(RestartedRelay.FreePort(), RestartedRelay.FreePort());

    /// <param name="more">Arguments beside those of every start.</param>
    public void Start(params string[] more)
    {
        _process?.Dispose();
        _process = Tweetstream.Start(folder, ["cluster", "silo", .. Ports(Port, GatewayPort), .. arguments, .. more]);
    }

    /// <summary>Starts it and waits until it is one of the cluster; from then on it is not to end by itself.</summary>
    public async Task StartAndJoinAsync()
    {
        for (var starts = 1; !_isSupervised; starts++)
        {
            Start();
            try
            {
                await Process.SaysAsync("Joined the cluster");
                _isSupervised = true;
            }
            catch (EndOfStreamException) when (starts < MostStarts)
            {
                // On a busy machine the others may hold it for dead before it is there.
            }
        }
    }

    /// <summary>Starts it again where it has ended without being told to, as whoever watches over processes does: on a busy machine the others may hold it for dead.</summary>
    public void Supervise()
    {
        lock (_gate)
        {
            if (_isSupervised && Process.HasEnded)
                Start();
        }
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public void Kill()
    {
        Abandon();
        Process.Kill();
    }

    /// <summary>Lets it leave.</summary>
    public async Task LeaveAsync()
    {
        Abandon();
        Process.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await Process.ExitAsync());
    }

    /// <summary>Stops it from running, or lets it run again, as a machine that hangs does.</summary>
    public void Hang(bool hangs)
    {
        Abandon();
        Assert.Null(Shell.Run("kill", hangs ? "-STOP" : "-CONT", Process.Id.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>It may end by itself from here on.</summary>
    public void Abandon()
    {
        lock (_gate)
            _isSupervised = false;
    }

    public void Dispose()
    {
        Abandon();
        _process?.Dispose();
        _process = null;
    }

    private static string[] Ports(int silo, int gateway) =>
        ["--silo-port", silo.ToString(CultureInfo.InvariantCulture), "--gateway-port", gateway.ToString(CultureInfo.InvariantCulture)];
}
