using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TweetStream.Posts;
using TweetStream.Wire;

namespace TweetStream.Relay.Broadcasting;

/// <summary>
/// Gives every post to the log and then to every client. Owns who is connected and the rule that a client which does not
/// take its posts is cut off, so that it never holds up the others; leaves connections to <see cref="Client"/>, what each
/// one gets to <see cref="Reception"/>, and numbering and keeping to <see cref="PostLog"/>.
/// </summary>
internal sealed class Broadcaster(RelayOptions options, PostLog log, TimeProvider time, ILogger<Broadcaster> logger)
{
    /// <summary>A source that could go faster waits at most so long for a client that takes nothing.</summary>
    internal static readonly TimeSpan PatienceOfSources = TimeSpan.FromSeconds(1);

    /// <summary>At the end of all sources a client that takes nothing for so long is given up.</summary>
    internal static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(2);

    /// <summary>
    /// At the end of all sources a client that has said nothing is kept so long: it has the text that there is, and may be a
    /// subscriber that is slow to say so, who would go away without the archive.
    /// </summary>
    internal static readonly TimeSpan PatienceForFirstWord = TimeSpan.FromSeconds(1);

    /// <summary>At a stop so long for what waits, and as long again for the lines under way.</summary>
    internal static readonly TimeSpan StopStep = TimeSpan.FromMilliseconds(250);

    // With the post that comes over it a chunk is seldom above 64 KiB, which a client takes at once.
    private const int ChunkBytes = 62 * 1024;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan CheckAtEnd = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private readonly HashSet<Client> _clients = [];
    private readonly ChunkWriter _open = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Reception _reception = new(options, log);
    private int _enoughClients = int.MaxValue;
    private bool _finishing;

    public int ClientCount
    {
        get
        {
            lock (_gate)
                return _clients.Count;
        }
    }

    /// <summary>Bytes that wait in memory for all clients together.</summary>
    public long WaitingBytes
    {
        get
        {
            lock (_gate)
                return _clients.Sum(client => client.Queue.Bytes);
        }
    }

    /// <summary>Who is connected and who was, as of one moment.</summary>
    public ClientCounts Clients
    {
        get
        {
            lock (_gate)
            {
                return new()
                {
                    Now = _clients.Count,
                    Text = _clients.Count(client => !client.Queue.IsUndecided && client.Queue.Wants == WireForms.Text),
                    Subscribers = _clients.Count(client => !client.Queue.IsUndecided && client.Queue.Wants == WireForms.Json),
                    Total = ClientsTotal,
                    Slow = SlowClients,
                    WaitingBytes = _clients.Sum(client => client.Queue.Bytes),
                };
            }
        }
    }

    public long ClientsTotal { get; private set; }

    public long SlowClients { get; private set; }

    /// <summary>Adds a post to the open chunk, which is published when it is full.</summary>
    public void Append(PostBuffer post)
    {
        lock (_gate)
        {
            if (_open.IsEmpty)
                _open.Open(log.Next, FormsOfClients() | (log.IsArchive ? WireForms.Json : WireForms.None));
            _open.Add(post);
            if (_open.Bytes >= ChunkBytes)
                PublishOpen();
        }
    }

    /// <summary>Publishes the open chunk, full or not.</summary>
    public void Publish()
    {
        lock (_gate)
            PublishOpen();
    }

    /// <summary>Does what is due about once a second, whether posts come or not.</summary>
    public void Maintain()
    {
        lock (_gate)
        {
            PublishOpen();
            log.Maintain();
            foreach (var client in _clients)
            {
                if (!client.IsAborted && client.Queue.Age > options.ClientAge)
                    Cut(client);
            }
        }
    }

    /// <summary>Serves a connection until either side ends it. Never throws.</summary>
    /// <param name="socket">The accepted connection.</param>
    /// <param name="open">Makes the stream that it is spoken over.</param>
    public async Task ServeAsync(Socket socket, OpenStream open)
    {
        if (Join(socket) is not { } client)
        {
            socket.Dispose();
            return;
        }

        try
        {
            await using var silence = time.CreateTimer(_ => Hear(client, null), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await client.RunAsync(open, () => silence.Change(_reception.Patience, Timeout.InfiniteTimeSpan), said => Hear(client, said, hasSpoken: true));
        }
        catch (RelayException failure)
        {
            logger.LogUnreadable(client.Number, failure.Message);
        }
        catch (Exception failure)
        {
            // Whatever it is, it concerns one client: the others go on.
            logger.LogClientFailed(client.Number, failure);
        }
        finally
        {
            Leave(client);
        }
    }

    /// <summary>Waits until so many clients are connected at once.</summary>
    public Task WaitForClientsAsync(int count, CancellationToken stop)
    {
        lock (_gate)
        {
            _enoughClients = count;
            if (_clients.Count >= count)
                _enough.TrySetResult();
        }

        return _enough.Task.WaitAsync(stop);
    }

    /// <summary>
    /// For sources that could go faster than the clients: waits while the queue of any client is half full, but not for
    /// one that takes nothing.
    /// </summary>
    public async ValueTask WaitForRoomAsync(CancellationToken stop)
    {
        while (IsCrowded())
            await Task.Delay(Poll, time, stop);
    }

    /// <summary>Sends what waits and closes every connection; clients that take nothing are given up.</summary>
    public async Task FinishAsync(CancellationToken stop)
    {
        BeginFinish();
        while (!_empty.Task.IsCompleted)
        {
            lock (_gate)
            {
                foreach (var client in _clients.Where(client => client.HasSpoken || time.GetElapsedTime(client.JoinedAt) >= PatienceForFirstWord))
                    client.Queue.Finish();
                CutStalled(PatienceAtEnd, leastBytes: 0);
            }

            await Task.WhenAny(_empty.Task, Task.Delay(CheckAtEnd, time, stop));
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Closes every connection within half a second, at the end of a line unless the client does not even take that.</summary>
    public async Task StopAsync()
    {
        BeginFinish();
        ForEachClient(client => client.Queue.Finish());
        await Task.WhenAny(_empty.Task, Task.Delay(StopStep, time));
        ForEachClient(client => client.StopAfterCurrent());
        await Task.WhenAny(_empty.Task, Task.Delay(StopStep, time));
        ForEachClient(client => client.Abort());
        await _empty.Task;
    }

    private Client? Join(Socket socket)
    {
        lock (_gate)
        {
            if (_finishing || _clients.Count >= options.MaxClients)
            {
                if (!_finishing)
                    logger.LogTooMany(options.MaxClients);
                return null;
            }

            // A chunk is encoded for those who were there when it was opened.
            PublishOpen();
            var queue = new ClientQueue(options.ClientQueueBytes, _reception.HoldsBack, time);
            var client = new Client(socket, ++ClientsTotal, queue, log, time);
            _clients.Add(client);
            logger.LogConnected(client.Number, client.Peer, _clients.Count);
            if (_clients.Count >= _enoughClients)
                _enough.TrySetResult();
            return client;
        }
    }

    private void Leave(Client client)
    {
        lock (_gate)
        {
            _clients.Remove(client);
            client.Dispose();
            logger.LogLeft(client.Number, client.PostsSent, client.BytesSent, _clients.Count);
            if (_finishing && _clients.Count == 0)
                _empty.TrySetResult();
        }
    }

    // Null is silence, or anything else than a subscription.
    private void Hear(Client client, Subscription? said, bool hasSpoken = false)
    {
        lock (_gate)
        {
            if (said is not null)
                PublishOpen();
            if (_reception.Hear(client.Queue, said) is { } reason)
                logger.LogRefused(client.Number, client.Peer, reason);
            else if (said is not null)
                logger.LogSubscribed(client.Number, said);
            client.HasSpoken |= hasSpoken;
            if (_finishing && hasSpoken)
                client.Queue.Finish();
        }
    }

    private void PublishOpen()
    {
        if (_open.IsEmpty)
            return;
        var archived = log.Append(_open.Json, _open.Posts);
        var wanted = FormsOfClients();
        if (archived > 0)
            Give(_open.Take(archived, isArchived: true, wanted));
        if (!_open.IsEmpty)
            Give(_open.Take(_open.Posts, isArchived: false, wanted));
    }

    private void Give(Chunk chunk)
    {
        foreach (var client in _clients)
        {
            if (!client.IsAborted && !client.Queue.TryAdd(chunk))
                Cut(client);
        }

        chunk.LetGo();
    }

    private WireForms FormsOfClients()
    {
        var forms = WireForms.None;
        foreach (var client in _clients)
            forms |= client.Queue.Wants;
        return forms;
    }

    private bool IsCrowded()
    {
        var half = options.ClientQueueBytes / 2;
        lock (_gate)
        {
            CutStalled(PatienceOfSources, half);
            foreach (var client in _clients)
            {
                if (!client.IsAborted && (client.Queue.Bytes > half || client.Queue.Age > options.ClientAge / 4))
                    return true;
            }

            return false;
        }
    }

    private void CutStalled(TimeSpan patience, long leastBytes)
    {
        foreach (var client in _clients)
        {
            if (!client.IsAborted && client.Queue.Bytes >= leastBytes && client.Queue.Stalled >= patience)
                Cut(client);
        }
    }

    private void Cut(Client client)
    {
        SlowClients++;
        logger.LogSlow(client.Number, client.Queue.Bytes, (long)client.Queue.Age.TotalSeconds);
        client.Abort();
    }

    private void BeginFinish()
    {
        lock (_gate)
        {
            PublishOpen();
            _finishing = true;
            if (_clients.Count == 0)
                _empty.TrySetResult();
        }
    }

    private void ForEachClient(Action<Client> action)
    {
        lock (_gate)
        {
            foreach (var client in _clients)
                action(client);
        }
    }
}
