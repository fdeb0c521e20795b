using Microsoft.Extensions.Time.Testing;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Live;
using TweetStream.Relay.Sources.X;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>The source X against its fake, both in one virtual time.</summary>
internal sealed class RunningX : IAsyncDisposable
{
    private RunningX(FakeX fake, FakeTimeProvider time) => (Fake, Time) = (fake, time);

    // With the library built in, every test of X goes through it.
#if WITH_TWEETINVI
    public static XStreamOpener? Library => TweetStream.Tweetinvi.TweetinviConnection.OpenAsync;
#else
    public static XStreamOpener? Library => null;
#endif

    public static readonly RelayOptions Options = new() { Track = [Track("#dotnet")], X = new() { BearerToken = FakeX.Token, Tweetinvi = Library } };

    private static readonly SourceKind Kind = Library is null ? SourceKind.X : SourceKind.XTweetinvi;

    /// <summary>What the source is called in the log.</summary>
    public static string Name => Library is null ? "x" : "x-tweetinvi";

    public FakeX Fake { get; }

    public FakeTimeProvider Time { get; }

    public RunningSource Source { get; private set; } = null!;

    public SourceTally Tally { get; private set; } = null!;

    public LogLines Log => Source.Log;

    public static TrackTerm Track(string term) => TrackTerm.TryParse(term, out var read, out var reason) ? read : throw new ArgumentException(reason, nameof(term));

    /// <param name="options">Null for a token and one track term.</param>
    /// <param name="prepare">Sees the fake before the source runs.</param>
    /// <param name="chance">Jitter.</param>
    /// <param name="kind">By ourselves or through Tweetinvi; null for Tweetinvi where it is built in.</param>
    /// <param name="tally">Makes the tally; null for one without dead letters.</param>
    /// <param name="restored">Where an earlier run came to.</param>
    public static async Task<RunningX> StartAsync(
        RelayOptions? options = null, Action<FakeX>? prepare = null, double chance = 0, SourceKind? kind = null, Func<TimeProvider, SourceTally>? tally = null, ResumePoint? restored = null)
    {
        var time = new FakeTimeProvider(RunningSource.Start);
        var running = new RunningX(new FakeX(time), time);
        prepare?.Invoke(running.Fake);
        await running.RunAsync(options, chance, kind ?? Kind, tally, restored);
        return running;
    }

    /// <summary>Ends the source and starts another one, as a restart of the process does.</summary>
    public async Task RestartAsync(RelayOptions options)
    {
        await Source.DisposeAsync();
        await RunAsync(options, 0, Kind, null, null);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Fake.DisposeAsync();
    }

    private async Task RunAsync(RelayOptions? options, double chance, SourceKind kind, Func<TimeProvider, SourceTally>? tally, ResumePoint? restored) =>
        Source = await RunningSource.StartAsync(
            options ?? Options,
            parts =>
            {
                parts = tally is null ? parts : parts with { Tally = tally(Time) };
                Tally = parts.Tally;
                return new XSource(SourceSpec.Network(kind, Fake.Address), parts);
            },
            Time,
            chance,
            (source, _) => source.Position.Latest = restored);
}
