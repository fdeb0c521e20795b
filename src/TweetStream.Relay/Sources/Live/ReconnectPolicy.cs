using TweetStream.Wire;

namespace TweetStream.Relay.Sources.Live;

/// <summary>
/// How long a live source waits before it connects again. Owns the arithmetic and nothing else: what ended, a wait comes out.
/// Every wait may be up to 20 % longer, as long as it stays within its limit.
/// <code>
/// a connection that stood ends   at once, one time; then as Unreachable
/// Unreachable, Silent            250 ms more each time, at most 16 s
/// ServerTrouble                  5 s doubling, at most 320 s
/// RateLimited                    60 s doubling, at most 15 min; never before the time that the network names
/// NotReady                       5 s
/// Paused                         at once
/// 60 s of a connection           everything starts over
/// ever                           at most 50 attempts in 15 min
/// </code>
/// </summary>
/// <remarks>The numbers are those that X asks for (docs.x.com, "Handling disconnections" and the limits of the filtered stream); no other network asks for more.</remarks>
internal sealed class ReconnectPolicy(TimeProvider time, Func<double>? chance = null)
{
    public const int MostAttempts = 50;
    public static readonly TimeSpan AttemptWindow = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan Healthy = TimeSpan.FromSeconds(60);

    // Networks count their limits by 15 minutes or by the day; a time further away is a mistake of one of the two clocks.
    private static readonly TimeSpan LongestRequest = TimeSpan.FromDays(1);
    private readonly Queue<long> _attempts = new();
    private readonly Backoff _unreachable = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(16), Growth.Linear, chance);
    private readonly Backoff _serverTrouble = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(320), Growth.Doubling, chance);
    private readonly Backoff _rateLimited = new(TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(15), Growth.Doubling, chance);
    private long? _connected;
    private int _perAttempt = 1;
    private bool _mayRetryAtOnce = true;

    /// <summary>Whether the latest attempt came to stand.</summary>
    public bool IsConnected => _connected is not null;

    /// <summary>Another attempt begins; one that makes several connections counts as so many, at most <see cref="MostAttempts"/>.</summary>
    public void Attempting(int connections = 1)
    {
        (_connected, _perAttempt) = (null, connections);
        for (var i = 0; i < connections; i++)
            _attempts.Enqueue(time.GetTimestamp());
        while (_attempts.Count > MostAttempts)
            _attempts.Dequeue();
    }

    /// <summary>The attempt came to stand.</summary>
    public void Connected() => _connected = time.GetTimestamp();

    /// <summary>The attempt, or the connection, has ended: how long to wait for the next one.</summary>
    public TimeSpan Wait(Disconnect end)
    {
        if (_connected is { } since && time.GetElapsedTime(since) >= Healthy)
            StartOver();
        var wait = WaitByKind(end);
        if (end.NotBefore is { } asked && asked > wait && asked <= LongestRequest)
            wait = asked;
        var budget = UntilAttemptIsFree();
        return budget > wait ? budget : wait;
    }

    private TimeSpan WaitByKind(Disconnect end)
    {
        switch (end.Kind)
        {
            case DisconnectKind.RateLimited:
                return _rateLimited.Next();
            case DisconnectKind.NotReady:
                return new Backoff(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6), Growth.Linear, chance).Next();
            case DisconnectKind.Paused:
                return TimeSpan.Zero;
            case var _ when IsConnected && _mayRetryAtOnce:
                _mayRetryAtOnce = false;
                return TimeSpan.Zero;
            case DisconnectKind.ServerTrouble:
                return _serverTrouble.Next();
            default:
                return _unreachable.Next();
        }
    }

    private TimeSpan UntilAttemptIsFree()
    {
        var inTheWay = _attempts.Count + _perAttempt - MostAttempts;
        if (inTheWay <= 0)
            return TimeSpan.Zero;
        var rest = AttemptWindow - time.GetElapsedTime(_attempts.ElementAt(inTheWay - 1));
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    private void StartOver()
    {
        _unreachable.Reset();
        _serverTrouble.Reset();
        _rateLimited.Reset();
        _mayRetryAtOnce = true;
    }
}
