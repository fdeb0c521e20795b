using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using TweetStream.Posts;

namespace TweetStream.Relay.Sources.Live;

/// <summary>
/// A network that is followed live: connects, reads until the connection ends, waits as the <see cref="ReconnectPolicy"/>
/// says, for ever. Owns that loop, the position, and telling every state in plain words; leaves the wire to each network's
/// own source.
/// </summary>
internal abstract class LiveSource(string name, LiveParts parts) : PostSource(name)
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);
    private readonly ReconnectPolicy _policy = new(parts.Time, parts.Chance);
    private const long Never = -1;
    private long _lastSeen = Never;
    private SourceCounts _lastTold = new() { Source = name };
    private PostSink? _sink;
    private volatile LiveState _state = new(LivePhase.Connecting, "", null);

    public sealed override bool IsFinite => false;

    /// <summary>What it is doing; may be read at any time.</summary>
    public LiveState State => _state;

    protected sealed override Run Running => _state switch
    {
        { Phase: LivePhase.Connected } => new(SourcePhase.Connected, ""),
        { Phase: LivePhase.Waiting, Words: var words } => new(SourcePhase.Waiting, words),
        _ => new(SourcePhase.Connecting, ""),
    };

    /// <summary>What its posts say that they come from.</summary>
    public virtual string SourceOfPosts => Name;

    /// <summary>How far it has come; set before it runs to where an earlier run came.</summary>
    public Position Position { get; } = new();

    /// <summary>The network's address, for a person.</summary>
    public abstract string Endpoint { get; }

    /// <summary>Where a cursor means something: one of another scope is not gone on from.</summary>
    public virtual string CursorScope => Endpoint;

    /// <summary>So many connections it makes at a time.</summary>
    protected virtual int ConnectionsPerAttempt => 1;

    protected LiveParts Parts => parts;

    protected RelayOptions Options => parts.Options;

    protected ILogger Logger => parts.Logger;

    protected TimeProvider Time => parts.Time;

    /// <summary>Tells, line by line, whether it could run as it is asked to, without running or changing anything.</summary>
    /// <exception cref="DisconnectException">The network does not answer as it should.</exception>
    public abstract IAsyncEnumerable<string> CheckAsync(CancellationToken stop);

    /// <exception cref="SourceRefusedException">The network will not let us in without a change on our side.</exception>
    public sealed override async Task RunAsync(PostSink sink, CancellationToken stop)
    {
        _sink = sink;
        Logger.LogConnecting(Name, Endpoint);
        await using var minutes = Time.CreateTimer(_ => TellMinute(), null, TellEvery, TellEvery);
        while (true)
        {
            _policy.Attempting(ConnectionsPerAttempt);
            _state = new(LivePhase.Connecting, "", null);
            var end = await AttemptAsync(stop);
            sink.Flush();
            if (end.Kind == DisconnectKind.Refused)
                throw Refusal(end);
            var wait = _policy.Wait(end);
            TellWait(end, wait);
            await WaitAsync(wait, end.Reason, stop);
        }
    }

    /// <summary>Connects, says so by <see cref="Connected"/>, and passes posts on until the connection ends.</summary>
    /// <exception cref="DisconnectException">It did not come about, or ended.</exception>
    protected abstract Task<Disconnect> ReceiveAsync(CancellationToken stop);

    /// <summary>What a person can do about a refusal, as a sentence.</summary>
    protected abstract string Remedy(Disconnect refusal);

    /// <summary>The connection stands.</summary>
    /// <param name="how">With which rules, from where on.</param>
    /// <param name="resumed">Whether the network gives what came since the last post; otherwise that is missed, and told.</param>
    protected void Connected(string how, bool resumed)
    {
        _policy.Connected();
        var told = how.Length > 0 ? "; " + how : "";
        if (Silence is not { } gap)
            Logger.LogConnected(Name, told);
        else if (resumed)
            Logger.LogConnectedAgain(Name, (long)gap.TotalSeconds, told);
        else
            Logger.LogMissed(Name, (long)gap.TotalSeconds, told);
        Seen();
        _state = new(LivePhase.Connected, how, null);
    }

    /// <summary>There was a sign of life: the gap, should there be one, begins later.</summary>
    protected void Seen() => Volatile.Write(ref _lastSeen, Time.GetTimestamp());

    // Since the last sign of life; null where there never was one.
    private TimeSpan? Silence => Volatile.Read(ref _lastSeen) is var last && last == Never ? null : Time.GetElapsedTime(last);

    /// <summary>Passes a post on, and remembers how far that is.</summary>
    protected void Pass(PostBuffer post)
    {
        Seen();
        _sink!.Pass(post, this);
        Position.Reached(post, Time.GetUtcNow());
    }

    /// <summary>Sends off what was passed; to be called before waiting for more.</summary>
    protected void Flush() => _sink!.Flush();

    /// <summary>For a source that is catching up: waits for clients that cannot follow.</summary>
    protected ValueTask WaitForRoomAsync(CancellationToken stop) => _sink!.WaitForRoomAsync(stop);

    /// <summary>Waits, and shows that it does.</summary>
    protected async Task WaitAsync(TimeSpan wait, string why, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var delay = Task.Delay(wait, Time, stop);
        if (wait > TimeSpan.Zero)
            _state = new(LivePhase.Waiting, why, Time.GetUtcNow() + wait);
        await delay;
    }

    /// <summary>What a person is told of a refusal: why, and what to do.</summary>
    internal SourceRefusedException Refusal(Disconnect end) => new($"{end.Reason}. {Remedy(end)}");

    /// <summary>
    /// The disconnect that an exception of the wire stands for; null for one that means something else. A cancellation that
    /// is not our stop is a library giving up by itself, and to be told apart by the caller.
    /// </summary>
    internal static Disconnect? Explain(Exception failure, bool connected) => failure switch
    {
        DisconnectException told => told.Disconnect,
        HttpRequestException or IOException or SocketException or WebSocketException or AuthenticationException or OperationCanceledException =>
            new(connected ? DisconnectKind.Dropped : DisconnectKind.Unreachable, Innermost(failure)),
        _ => null,
    };

    private async Task<Disconnect> AttemptAsync(CancellationToken stop)
    {
        try
        {
            return await ReceiveAsync(stop);
        }
        catch (Exception failure) when (Explain(failure, _policy.IsConnected) is { } end)
        {
            // What breaks because of the stop is a normal ending.
            stop.ThrowIfCancellationRequested();
            return end;
        }
    }

    // The outer ones say no more than that something failed; some have two lines.
    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        return failure.Message.ReplaceLineEndings(" ").TrimEnd('.');
    }

    private void TellWait(Disconnect end, TimeSpan wait)
    {
        var what = end.Kind switch
        {
            DisconnectKind.Dropped => "the connection ended",
            DisconnectKind.Unreachable => "no connection",
            DisconnectKind.Silent => "the connection is dead",
            DisconnectKind.ServerTrouble => "the network has trouble",
            DisconnectKind.RateLimited => "too many requests",
            _ => "not ready yet",
        };
        if (end.Kind == DisconnectKind.Paused && wait <= TimeSpan.Zero)
            return;
        if (wait <= TimeSpan.Zero)
            Logger.LogRetrying(Name, what, end.Reason);
        else
            Logger.LogWaiting(Name, what, end.Reason, Words(wait), Clock(wait));
    }

    /// <summary>The time of day so long from now, and the date where that is another one.</summary>
    protected string Clock(TimeSpan wait)
    {
        var now = Time.GetLocalNow();
        var until = now + wait;
        return until.ToString(until.Date == now.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static string Words(TimeSpan wait) =>
        wait < TimeSpan.FromSeconds(1) ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(wait.TotalMilliseconds):0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(wait.TotalSeconds):0} s");

    private void TellMinute()
    {
        var counts = Counts;
        var latest = counts.Since(_lastTold);
        _lastTold = counts;
        if (latest.Received == 0 && _state.Phase != LivePhase.Connected)
            return;
        var age = Silence is { } silence && silence >= TellEvery ? string.Create(CultureInfo.InvariantCulture, $"; nothing came for {silence.TotalSeconds:0} s") : "";
        Logger.LogMinute(Name, latest.Received, latest.Passed, latest.FilteredOut, latest.Duplicates, age);
    }
}
