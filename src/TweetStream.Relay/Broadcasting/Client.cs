using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using TweetStream.Wire;

namespace TweetStream.Relay.Broadcasting;

/// <summary>
/// One connected client. Owns its connection, the loop that sends what its queue and, for a subscriber, the archive hold,
/// and the loop that hears what it says: a first line, which may be a subscription, and then nothing that anyone keeps.
/// Leaves to <see cref="Broadcaster"/> what it is to get.
/// </summary>
internal sealed class Client(Socket socket, long number, ClientQueue queue, PostLog log, TimeProvider time) : IDisposable
{
    // A prompt client costs one call for a chunk; a slow one gets so little at once that it shows progress.
    private const int LargestSlice = 64 * 1024;
    private const int SmallestSlice = 16 * 1024;
    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ErrorCheckInterval = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _abort = new();
    private int _slice = LargestSlice;
    private volatile bool _stopping;

    public long Number => number;

    public ClientQueue Queue => queue;

    public string Peer { get; } = PeerOf(socket);

    public long PostsSent { get; private set; }

    public long BytesSent { get; private set; }

    /// <summary>When it joined, as a timestamp of the clock.</summary>
    public long JoinedAt { get; } = time.GetTimestamp();

    /// <summary>Whether it has said its first line, or said that it will not; kept by the broadcaster.</summary>
    public bool HasSpoken { get; set; }

    public bool IsAborted => _abort.IsCancellationRequested;

    /// <summary>Sends until the queue is finished, the client is gone or <see cref="Abort"/> is called; then closes the connection.</summary>
    /// <param name="open">Makes the stream that the connection is spoken over.</param>
    /// <param name="opened">Called when it is there.</param>
    /// <param name="heard">Called once: with the subscription, or with null where the client will not get to say one in its first line.</param>
    /// <exception cref="RelayException">The archive cannot be read.</exception>
    public async Task RunAsync(OpenStream open, Action opened, Action<Subscription?> heard)
    {
        var watching = Task.CompletedTask;
        try
        {
            await using var stream = await open(socket, _abort.Token);
            opened();
            var listening = ListenAsync(stream, heard);
            watching = WatchAfterAsync(listening);
            await SendAsync(stream);
            if (stream is System.Net.Security.SslStream tls)
                await tls.ShutdownAsync();
            socket.Shutdown(SocketShutdown.Send);
            // Closing while the client's own bytes lie unread would reset the connection and lose what is still on its way.
            await Task.WhenAny(listening, Task.Delay(GoodbyeTime, time, _abort.Token));
        }
        catch (Exception gone) when (IsGone(gone))
        {
            Reset();
        }
        catch
        {
            Reset();
            throw;
        }
        finally
        {
            await _abort.CancelAsync();
            await watching;
            socket.Dispose();
        }
    }

    /// <summary>Cuts the client off, whatever it still has to get.</summary>
    public void Abort()
    {
        _ = _abort.CancelAsync();
        queue.Abandon();
    }

    /// <summary>Nothing more is sent than what is under way at this moment.</summary>
    public void StopAfterCurrent() => _stopping = true;

    public void Dispose()
    {
        socket.Dispose();
        _abort.Dispose();
    }

    private async Task SendAsync(Stream stream)
    {
        CatchUp? catchUp = null;
        try
        {
            while (!_stopping)
            {
                // Asked before the queue: what is not archived and older than this end has been put there by then.
                var end = log.End;
                if (queue.TryTake(out var parcel))
                {
                    if (catchUp is not null)
                        await CatchUpAsync(stream, catchUp, parcel.FirstOffset);
                    if (_stopping)
                        return;
                    if (catchUp?.Needs(parcel) == false)
                        queue.Moved(parcel.Bytes.Length);
                    else
                        await SendAsync(stream, parcel, catchUp);
                    parcel.Chunk?.LetGo();
                    // Before the answer it was text; the subscription begins behind it.
                    if (parcel.IsAnswer && queue.Start is { } start)
                        catchUp = new(log, start);
                }
                else if (catchUp?.IsBefore(end) == true)
                {
                    await CatchUpAsync(stream, catchUp, end);
                }
                else if (!await queue.WaitAsync())
                {
                    _abort.Token.ThrowIfCancellationRequested();
                    return;
                }
            }
        }
        finally
        {
            catchUp?.Dispose();
        }
    }

    private async Task CatchUpAsync(Stream stream, CatchUp catchUp, long end)
    {
        queue.SetBehind(catchUp.IsBefore(end));
        while (!_stopping && catchUp.IsBefore(end))
        {
            var lines = catchUp.Read(end, out var posts);
            await SendAsync(stream, lines, isQueued: false);
            PostsSent += posts;
        }

        queue.SetBehind(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(Stream stream, Parcel parcel, CatchUp? catchUp)
    {
        await SendAsync(stream, parcel.Bytes, isQueued: true);
        PostsSent += parcel.Posts;
        catchUp?.Sent(parcel);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(Stream stream, ReadOnlyMemory<byte> bytes, bool isQueued)
    {
        while (!bytes.IsEmpty)
        {
            var slice = bytes[..Math.Min(bytes.Length, _slice)];
            var begun = time.GetTimestamp();
            await stream.WriteAsync(slice, _abort.Token);
            _slice = time.GetElapsedTime(begun) < Prompt ? LargestSlice : SmallestSlice;
            queue.Moved(isQueued ? slice.Length : 0);
            BytesSent += slice.Length;
            bytes = bytes[slice.Length..];
        }
    }

    // The end of what the client says is not the end of what it hears: `printf '' | nc` reads on.
    private async Task ListenAsync(Stream stream, Action<Subscription?> heard)
    {
        var buffer = new byte[Subscription.MaxLineBytes + 2];
        var used = 0;
        var awaitsLine = true;
        while (true)
        {
            var received = await stream.ReadAsync(buffer.AsMemory(used), _abort.Token);
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

    // Instead of a regular end: a client that was cut off must not take it for the end of the stream.
    private void Reset() => Try(() => socket.LingerState = new(true, 0));

    private static string PeerOf(Socket socket)
    {
        var peer = "nowhere";
        Try(() => peer = socket.RemoteEndPoint?.ToString() ?? peer);
        return peer;
    }

    private static bool IsGone(Exception exception) =>
        exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException or AuthenticationException;

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

/// <summary>Makes the stream that a connection is spoken over: the bare one, or TLS.</summary>
internal delegate Task<Stream> OpenStream(Socket socket, CancellationToken stop);
