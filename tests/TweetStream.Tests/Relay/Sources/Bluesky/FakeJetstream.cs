using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Bluesky;

/// <summary>
/// Bluesky's Jetstream on loopback, versions 1 and 2 as one server has them: a log of events, gone on from at a cursor and
/// then live. Owns the log and what the server answers to a request; each connection is a <see cref="FakeJetstreamSocket"/>.
/// </summary>
internal sealed class FakeJetstream(TimeProvider? time = null) : FakeNetwork(time)
{
    public const string Version1Path = "/subscribe";
    public const string Version2Path = "/xrpc/network.bsky.jetstream.subscribeEvents";
    public const string DictionaryPath = "/xrpc/network.bsky.jetstream.getZstdDictionary";
    private const string Subprotocol = "xrpc.v1.json";

    // Cursors from here on are microseconds in either version.
    private const long FirstTime = 1_000_000_000_000_000;
    private readonly Lock _gate = new();
    private readonly List<FakeJetstreamEvent> _log = [];
    private readonly List<Subscriber> _subscribers = [];
    private int _pings;

    /// <summary>The same as <see cref="FakeNetwork.Address"/> for a WebSocket.</summary>
    public Uri SocketAddress => new UriBuilder(Address) { Scheme = "ws" }.Uri;

    /// <summary>Number of the next event.</summary>
    public long NextSeq { get; set; } = 1;

    /// <summary>The oldest event that is still there.</summary>
    public long Floor { get; set; }

    /// <summary>Whether new connections answer pings.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>What the next requests to connect are answered instead; each once.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Refusals { get; } = new();

    /// <summary>The next connections break off after so many events; each once.</summary>
    public ConcurrentQueue<int> Cuts { get; } = new();

    /// <summary>How messages are compressed for those who ask for it; null where the server cannot.</summary>
    public FakeCompression? Compression { get; set; }

    /// <summary>Answers the request for the dictionary instead; null for the dictionary.</summary>
    public Func<HttpContext, Task>? DictionaryAnswer { get; set; }

    /// <summary>Pings that clients have sent.</summary>
    public int Pings => Volatile.Read(ref _pings);

    /// <summary>Connections at the moment.</summary>
    public int Subscribers
    {
        get
        {
            lock (_gate)
                return _subscribers.Count;
        }
    }

    /// <summary>The queries of the connections that were asked for, in order.</summary>
    public IReadOnlyList<string> Queries => [.. Requests.Where(asked => !asked.PathAndQuery.StartsWith(DictionaryPath, StringComparison.Ordinal)).Select(asked => asked.PathAndQuery)];

    public static Func<HttpContext, Task> Answer(int status, string? error = null, string? message = null, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        if (error is null)
            return Task.CompletedTask;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"error":{{JsonSerializer.Serialize(error)}},"message":{{JsonSerializer.Serialize(message)}}}""");
    };

    /// <summary>Lets the client wait, for ever.</summary>
    public static Func<HttpContext, Task> NoAnswer(TaskCompletionSource asked) => context =>
    {
        asked.SetResult();
        return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
    };

    /// <summary>A post, which whoever is connected gets at once.</summary>
    public FakeJetstreamEvent Post(string text, params string[] tags) => Add(e => e with { Record = FakeJetstreamEvent.RecordOf(text, tags) });

    /// <summary>An event, of which number, time and names are made up unless <paramref name="make"/> sets them.</summary>
    public FakeJetstreamEvent Add(Func<FakeJetstreamEvent, FakeJetstreamEvent> make)
    {
        lock (_gate)
        {
            var e = make(new(NextSeq, Time.GetUtcNow(), "did:plc:" + (NextSeq % 7)) { Rkey = "3mp" + NextSeq });
            NextSeq = e.Seq + 1;
            _log.Add(e);
            _subscribers.ForEach(subscriber => subscriber.Offer(e));
            return e;
        }
    }

    /// <summary>Sends bytes, or does anything else, on every connection after what was sent before.</summary>
    public void Do(Func<WebSocket, Task> gesture) => Each(subscriber => subscriber.Socket.Do(gesture));

    public void Send(string message) => Each(subscriber => subscriber.Send(message));

    public void Close(WebSocketCloseStatus status, string reason) => Do(socket => socket.CloseOutputAsync(status, reason, CancellationToken.None));

    /// <summary>Ends every connection, as version 2 does, by an error and nothing else.</summary>
    public void Fail(string error, string message)
    {
        Send($$"""{"$type":"error","error":"{{error}}","message":"{{message}}"}""");
        End();
    }

    /// <summary>Ends every connection without a word after what was sent before.</summary>
    public void End() => Each(subscriber => subscriber.Socket.End());

    /// <summary>Breaks every connection off; what is under way is lost.</summary>
    public void Abort() => Each(subscriber => subscriber.Socket.Do(_ =>
    {
        subscriber.Socket.Abort();
        return Task.CompletedTask;
    }));

    protected override Task AnswerAsync(HttpContext context, CancellationToken stop)
    {
        var isVersion2 = context.Request.Path == Version2Path;
        if (context.Request.Path == DictionaryPath)
            return (DictionaryAnswer ?? GiveDictionaryAsync)(context);
        if (!isVersion2 && context.Request.Path != Version1Path)
            return Answer(404)(context);
        if (Refusals.TryDequeue(out var refuse))
            return refuse(context);
        return Refuse(context.Request.Query, isVersion2) is { } refusal ? refusal(context) : ServeAsync(context, isVersion2, stop);
    }

    // Version 1 says it in plain text.
    private static Func<HttpContext, Task> Invalid(string message, bool isVersion2) => isVersion2 ? Answer(400, "InvalidRequest", message) : async context =>
    {
        await Answer(400)(context);
        await context.Response.WriteAsync(message);
    };

    private Func<HttpContext, Task>? Refuse(IQueryCollection query, bool isVersion2)
    {
        var cursor = query["cursor"].ToString();
        if (cursor.Length > 0 && (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 0))
            return Invalid("subscribe: invalid cursor: " + cursor, isVersion2);
        if (!isVersion2)
            return query["compress"] == "true" ? Invalid("this fake compresses nothing in version 1", isVersion2) : null;
        if (query.ContainsKey("wantedCollections") || query.ContainsKey("wantedDids") || query.ContainsKey("compress"))
            return Invalid("subscribe: invalid options: a parameter of version 1", isVersion2);
        if (query["kinds"].Any(kind => kind is not ("commit" or "identity" or "account" or "sync")))
            return Invalid("subscribe: invalid options: unknown kind", isVersion2);
        if (query["zstdDictionary"].ToString() is { Length: > 0 } id && id != Compression?.Id.ToString(CultureInfo.InvariantCulture))
            return Answer(400, "UnknownZstdDictionary", $"unknown zstd dictionary id {id}; current dictionary id is {Compression?.Id}");
        return cursor.Length > 0 && long.Parse(cursor, CultureInfo.InvariantCulture) is var from && from < Floor
            ? Answer(400, "CursorTooOld", $"subscribe: cursor too old: cursor {from} below lookback floor {Floor}; re-backfill from your last seq")
            : null;
    }

    private async Task ServeAsync(HttpContext context, bool isVersion2, CancellationToken stop)
    {
        var subscriber = new Subscriber(new(context), context.Request.Query, isVersion2, Compression, Cuts.TryDequeue(out var cut) ? cut : int.MaxValue);
        lock (_gate)
        {
            foreach (var e in Replayed(context.Request.Query["cursor"].ToString()))
                subscriber.Offer(e);
            _subscribers.Add(subscriber);
        }

        try
        {
            var echoed = isVersion2 && context.Request.Headers["Sec-WebSocket-Protocol"].Contains(Subprotocol) ? Subprotocol : null;
            await subscriber.Socket.ServeAsync(echoed, AnswersPings, () => Interlocked.Increment(ref _pings), stop);
        }
        finally
        {
            lock (_gate)
                _subscribers.Remove(subscriber);
        }
    }

    // From the event of the cursor on, that one included; nothing where the cursor is still to come.
    private IEnumerable<FakeJetstreamEvent> Replayed(string cursor)
    {
        if (cursor.Length == 0)
            return [];
        var from = long.Parse(cursor, CultureInfo.InvariantCulture);
        return _log.Where(e => e.Seq >= Floor && (from < FirstTime ? e.Seq >= from : e.Microseconds >= from));
    }

    private Task GiveDictionaryAsync(HttpContext context) => Compression is null
        ? Answer(404, "DictionaryNotFound", "no dictionary")(context)
        : context.Response.Body.WriteAsync(Compression.Dictionary).AsTask();

    private void Each(Action<Subscriber> what)
    {
        lock (_gate)
            _subscribers.ForEach(what);
    }

    // Who is connected, and what to.
    private sealed class Subscriber(FakeJetstreamSocket socket, IQueryCollection query, bool isVersion2, FakeCompression? compression, int cutAfter)
    {
        private readonly FakeCompression? _compression = query.ContainsKey("zstdDictionary") ? compression : null;

        public FakeJetstreamSocket Socket => socket;

        public void Offer(FakeJetstreamEvent e)
        {
            var wanted = query[isVersion2 ? "collections" : "wantedCollections"];
            if (e.Kind == "commit" ? wanted.Count > 0 && !wanted.Contains(e.Collection) : isVersion2 && query.ContainsKey("kinds") && !query["kinds"].Contains(e.Kind))
                return;
            Send(isVersion2 ? e.Version2() : e.Version1());
        }

        public void Send(string message)
        {
            var bytes = Encoding.UTF8.GetBytes(message);
            socket.Send(_compression?.Compress(bytes) ?? bytes, _compression is null ? WebSocketMessageType.Text : WebSocketMessageType.Binary, sent =>
            {
                if (sent >= cutAfter)
                    socket.Abort();
            });
        }
    }
}

/// <summary>How a server compresses.</summary>
/// <param name="Id">Number of the dictionary.</param>
/// <param name="Dictionary">What it gives out.</param>
/// <param name="Compress">Makes one frame of a message.</param>
internal sealed record FakeCompression(uint Id, byte[] Dictionary, Func<byte[], byte[]> Compress);
