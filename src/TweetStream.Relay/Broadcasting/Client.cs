using System.Net.Sockets;
using TweetStream.Wire;

namespace TweetStream.Relay.Broadcasting;

/// <summary>
/// One connected client. Owns its socket, the loop that sends what its queue holds and the loop that hears what it says:
/// a first line, which may be a subscription, and then nothing that anyone keeps. Leaves to <see cref="Broadcaster"/> what
/// it is to get.
/// </summary>
internal sealed class Client(Socket socket, long number, ClientQueue queue, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ErrorCheckInterval = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _abort = new();
    private volatile bool _stopping;

    public long Number => number;

    public ClientQueue Queue => queue;

    public string Peer { get; } = PeerOf(socket);

    public long PostsSent { get; private set; }

    public long BytesSent { get; private set; }

    public bool IsAborted => _abort.IsCancellationRequested;

    /// <summary>Sends until the queue is finished, the client is gone or <see cref="Abort"/> is called; then closes the socket.</summary>
    /// <param name="heard">Called once: with the subscription, or with null where the client will not get to say one in its first line.</param>
    public async Task RunAsync(Action<Subscription?> heard)
    {
        var listening = ListenAsync(heard);
        var watching = WatchAfterAsync(listening);
        try
        {
            await SendAsync();
            socket.Shutdown(SocketShutdown.Send);
            // Closing while the client's own bytes lie unread would reset the connection and lose what is still on its way.
            await Task.WhenAny(listening, Task.Delay(GoodbyeTime, time, _abort.Token));
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // A reset instead of a regular end: a client that was cut off must not take it for the end of the stream.
            Try(() => socket.LingerState = new(true, 0));
        }

        await _abort.CancelAsync();
        await watching;
        socket.Dispose();
    }

    /// <summary>Cuts the client off, whatever it still has to get.</summary>
    public void Abort() => _ = _abort.CancelAsync();

    /// <summary>Nothing more is sent than what is under way at this moment.</summary>
    public void StopAfterCurrent() => _stopping = true;

    public void Dispose()
    {
        socket.Dispose();
        _abort.Dispose();
    }

    private async Task SendAsync()
    {
        while (await queue.Parcels.WaitToReadAsync(_abort.Token))
        {
            while (!_stopping && queue.Parcels.TryRead(out var parcel))
            {
                for (var rest = parcel.Bytes; !rest.IsEmpty;)
                {
                    var sent = await socket.SendAsync(rest, _abort.Token);
                    queue.Taken(sent);
                    BytesSent += sent;
                    rest = rest[sent..];
                }

                PostsSent += parcel.Posts;
            }

            if (_stopping)
                return;
        }
    }

    // The end of what the client says is not the end of what it hears: `printf '' | nc` reads on.
    private async Task ListenAsync(Action<Subscription?> heard)
    {
        var buffer = new byte[Subscription.MaxLineBytes + 2];
        var used = 0;
        var awaitsLine = true;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(used), _abort.Token);
            if (awaitsLine)
            {
                used += received;
                var end = buffer.AsSpan(0, used).IndexOf((byte)'\n');
                if (end >= 0 || received == 0 || used == buffer.Length)
                {
                    awaitsLine = false;
                    heard(end >= 0 || received == 0 ? Parse(buffer.AsSpan(0, end >= 0 ? end : used)) : null);
                    used = 0;
                }
            }

            if (received == 0)
                return;
        }
    }

    private static Subscription? Parse(ReadOnlySpan<byte> line) =>
        Subscription.TryParse(line.TrimEnd((byte)'\r'), out var subscription) ? subscription : null;

    // A client that is gone altogether looks like one that only stopped talking until the network says otherwise, which
    // nobody would hear while there is nothing to send.
    private async Task WatchAfterAsync(Task listening)
    {
        try
        {
            await listening;
            while (socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is 0)
                await Task.Delay(ErrorCheckInterval, time, _abort.Token);
        }
        catch (Exception gone) when (IsGone(gone))
        {
        }

        Abort();
    }

    private static string PeerOf(Socket socket)
    {
        var peer = "nowhere";
        Try(() => peer = socket.RemoteEndPoint?.ToString() ?? peer);
        return peer;
    }

    private static bool IsGone(Exception exception) =>
        exception is SocketException or OperationCanceledException or ObjectDisposedException;

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception gone) when (IsGone(gone))
        {
        }
    }
}
