using System.Net.Sockets;

namespace TweetStream.EndToEnd.Tests;

/// <summary>A client that connects again whenever its connection ends, however it does.</summary>
/// <param name="port">A relay's, on this machine.</param>
/// <param name="says">What is said first on the next connection.</param>
/// <param name="ended">Gets each connection with all that it received, when it has ended.</param>
internal sealed class Reconnecting(int port, Func<string> says, Action<Netcat> ended)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private Netcat? _current;
    private long _before;

    /// <summary>Connections that brought something.</summary>
    public int Connections { get; private set; }

    /// <summary>Whole lines on all connections, answers too.</summary>
    public long LineCount => Volatile.Read(ref _before) + (Volatile.Read(ref _current)?.LineCount ?? 0);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await Netcat.ConnectAsync(port, says());
                Volatile.Write(ref _current, client);
                await client.ReadToEndAsync();
                Volatile.Write(ref _current, null);
                Volatile.Write(ref _before, _before + client.LineCount);
                Connections += client.LineCount > 0 ? 1 : 0;
                ended(client);
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
