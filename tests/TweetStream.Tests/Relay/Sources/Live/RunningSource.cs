using Microsoft.Extensions.Time.Testing;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Live;

/// <summary>
/// A live source that runs in virtual time, over real sockets, into a broadcast with one subscriber. The clock stands still
/// until the test moves it, so that a wait which is over too early or too late shows.
/// </summary>
internal sealed class RunningSource : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly CancellationTokenSource _stop = new();
    private readonly RunningBroadcast _relay;
    private readonly LineClient _client;

    private RunningSource(RunningBroadcast relay, LineClient client, FakeTimeProvider time, LiveSource source, SourceTally tally, LogLines log)
    {
        (_relay, _client, Time, Source, Tally, Log) = (relay, client, time, source, tally, log);
        Running = Task.Run(() => source.RunAsync(relay.Sink, _stop.Token));
    }

    public FakeTimeProvider Time { get; }

    public LiveSource Source { get; }

    public LogLines Log { get; }

    /// <summary>The source's own run; fails as it does.</summary>
    public Task Running { get; }

    public PostSink Sink => _relay.Sink;

    /// <summary>What the source counts that is no post.</summary>
    public SourceTally Tally { get; }

    /// <param name="options">The relay's options.</param>
    /// <param name="create">Makes the source.</param>
    /// <param name="time">A clock that a fake network shares; null for one of its own.</param>
    /// <param name="chance">Jitter, from 0 to below 1.</param>
    /// <param name="prepare">Sees the source before it runs.</param>
    public static async Task<RunningSource> StartAsync(
        RelayOptions options, Func<LiveParts, LiveSource> create, FakeTimeProvider? time = null, double chance = 0, Action<LiveSource, PostSink>? prepare = null)
    {
        time ??= new(Start);

        // However far time runs ahead of a busy machine, the subscriber is not too slow.
        options = options with { ClientAge = TimeSpan.FromDays(1), ClientTimeout = TimeSpan.FromDays(1) };
        var relay = new RunningBroadcast(options, time);
        var client = await relay.ConnectAsync();
        await client.SayAsync("subscribe json from=latest nonce=1\n");
        await client.ReadLineAsync();
        var log = new LogLines();
        var tally = new SourceTally(null, time);
        var source = create(new(options, tally, time, log, () => chance));
        prepare?.Invoke(source, relay.Sink);
        return new(relay, client, time, source, tally, log);
    }

    /// <summary>The next post that reaches a subscriber, as JSON.</summary>
    public async Task<string> NextPostAsync() => (await _client.ReadLineAsync())!;

    /// <summary>Waits until the source is connected.</summary>
    public Task ConnectedAsync() => BecomesAsync(LivePhase.Connected);

    /// <summary>Waits until the source waits; how long it is going to.</summary>
    public async Task<TimeSpan> WaitsAsync()
    {
        await BecomesAsync(LivePhase.Waiting);
        return Source.State.Until!.Value - Time.GetUtcNow();
    }

    /// <summary>Waits until the source waits, and lets that time pass; how long it was.</summary>
    public async Task<TimeSpan> WaitOverAsync()
    {
        var wait = await WaitsAsync();
        var waiting = Source.State;
        Time.Advance(wait);
        // The next wait may have begun by the time that anybody looks.
        await Eventually.HoldsAsync(() => !ReferenceEquals(Source.State, waiting), "the wait is over");
        return wait;
    }

    /// <summary>Ends the source; what it passed can still be read.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running.ContinueWith(_ => { }, TaskScheduler.Default);
        Sink.Flush();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        await _relay.DisposeAsync();
        _stop.Dispose();
    }

    private async Task BecomesAsync(LivePhase phase)
    {
        await Eventually.HoldsAsync(() => Source.State.Phase == phase || Running.IsCompleted, $"the source is {phase}");
        if (Running.IsFaulted)
            await Running;
    }
}
