using System.Collections.Concurrent;
using TweetStream.Counter;
using TweetStream.Tests.Counter.Feeds;

namespace TweetStream.Tests.Cluster;

/// <summary>A relay that holds posts of a test and gives whoever subscribes those from the offset on; it breaks connections on request.</summary>
internal sealed class PlayedRelay : IDisposable
{
    private readonly FakeRelay _relay = new();
    private readonly List<StampedPost> _posts = [];
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<FakeSession, bool> _sessions = new();
    private readonly CancellationTokenSource _stop = new();

    public PlayedRelay() => _ = AcceptAsync();

    public CountInput Input => _relay.Input;

    public string Archive { get; set; } = "archive";

    public StampedPost[] Posts
    {
        get
        {
            lock (_gate)
                return [.. _posts];
        }
    }

    public void Add(IEnumerable<StampedPost> posts)
    {
        lock (_gate)
            _posts.AddRange(posts);
    }

    /// <summary>Ends every connection in the middle.</summary>
    public void Break()
    {
        foreach (var session in _sessions.Keys)
        {
            try
            {
                session.Reset();
            }
            catch (ObjectDisposedException)
            {
                // It has ended by itself.
            }
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _relay.Dispose();
        Break();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PlayAsync(await _relay.SocketAsync());
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The listener is closed.
        }
    }

    private async Task PlayAsync(System.Net.Sockets.Socket socket)
    {
        FakeSession? session = null;
        try
        {
            session = await FakeSession.OfAsync(socket, new System.Net.Sockets.NetworkStream(socket));
            _sessions.TryAdd(session, true);
            var next = (int)(session.Asked.From.Offset ?? 0);
            await session.AcceptAsync(Archive, next);
            while (!_stop.IsCancellationRequested)
            {
                var some = Posts.Skip(next).Take(50).ToArray();
                if (some.Length > 0)
                    await session.SayAsync(string.Concat(some.Select((post, at) => post.Line(next + at) + "\n")));
                else
                    await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, _stop.Token);
                next += some.Length;
            }
        }
        catch (Exception)
        {
            // Whoever listened has gone, or the test is over.
        }
        finally
        {
            if (session is not null)
                _sessions.TryRemove(session, out _);
            session?.Dispose();
        }
    }
}
