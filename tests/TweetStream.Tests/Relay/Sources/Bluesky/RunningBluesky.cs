using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Bluesky;
using TweetStream.Relay.Sources.Live;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Bluesky;

/// <summary>The source and the fake that it follows, both in the same virtual time.</summary>
internal sealed class RunningBluesky : IAsyncDisposable
{
    public const string End = "the end";

    private RunningBluesky(FakeJetstream fake, RunningSource relay) => (Fake, Relay) = (fake, relay);

    public FakeJetstream Fake { get; }

    public RunningSource Relay { get; }

    public LogLines Log => Relay.Log;

    /// <summary>Where it has come to.</summary>
    public string? Cursor => Relay.Source.Position.Latest?.Cursor;

    public SourceTally Tally { get; private init; } = new(null, TimeProvider.System);

    /// <param name="options">Bluesky's are taken as they are, so are the filters.</param>
    /// <param name="arrange">Sees the fake before anybody connects.</param>
    /// <param name="from">Where an earlier run came to.</param>
    /// <param name="pings">How a dead peer is noticed.</param>
    /// <param name="connects">Whether to wait for the connection.</param>
    /// <param name="seen">Ids that an earlier run passed.</param>
    public static async Task<RunningBluesky> StartAsync(
        RelayOptions? options = null, Action<FakeJetstream>? arrange = null, ResumePoint? from = null, JetstreamPings? pings = null, bool connects = true, string[]? seen = null)
    {
        var time = new FakeTimeProvider(RunningSource.Start);
        var fake = new FakeJetstream(time);
        arrange?.Invoke(fake);
        SourceTally? tally = null;
        var relay = await RunningSource.StartAsync(
            options ?? new(),
            parts =>
            {
                tally = parts.Tally;
                return Source(fake, parts, pings);
            },
            time,
            prepare: (source, sink) =>
            {
                source.Position.Latest = from;
                foreach (var id in seen ?? [])
                    Remember(sink, id);
            });
        var running = new RunningBluesky(fake, relay) { Tally = tally! };
        if (connects)
            await running.ConnectedAsync();
        return running;
    }

    public static BlueskySource Source(FakeJetstream fake, LiveParts parts, JetstreamPings? pings = null) =>
        new(SourceSpec.Network(SourceKind.Bluesky, fake.SocketAddress), parts) { Pings = pings ?? JetstreamPings.Usual };

    public static RelayOptions Options(JetstreamVersion version) => new() { Bluesky = new() { Version = version } };

    /// <summary>Waits until the source and the fake both know of their connection.</summary>
    public async Task ConnectedAsync()
    {
        await Relay.ConnectedAsync();
        await Eventually.HoldsAsync(() => Fake.Subscribers == 1, "the server knows the subscriber, and none before it");
    }

    /// <summary>Waits until the source has connected so often, and the last connection stands.</summary>
    public async Task ConnectedAsync(int times)
    {
        await Eventually.HoldsAsync(() => Fake.Queries.Count >= times, $"asked {times} times");
        await ConnectedAsync();
    }

    /// <summary>Posts one more, and returns the texts of all that come up to that.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync()
    {
        Fake.Post(End);
        var texts = new List<string>();
        while ((await NextAsync()).GetProperty("text").GetString() is { } text && text != End)
            texts.Add(text);
        return texts;
    }

    /// <summary>Lets every wait of the source be over until <paramref name="task"/> is done.</summary>
    public Task WaitsOverUntilAsync(Task task) => Eventually.HoldsAsync(
        () =>
        {
            if (Relay.Source.State is { Phase: LivePhase.Waiting, Until: { } until } && until > Relay.Time.GetUtcNow())
                Relay.Time.Advance(until - Relay.Time.GetUtcNow());
            return task.IsCompleted;
        },
        "it is done, however often the source waits");

    /// <summary>The next post that a subscriber gets.</summary>
    public async Task<JsonElement> NextAsync() => JsonDocument.Parse(await Relay.NextPostAsync()).RootElement;

    public async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        await Fake.DisposeAsync();
    }

    private static void Remember(PostSink sink, string id)
    {
        var post = new TweetStream.Posts.PostBuffer();
        post.Set(TweetStream.Posts.PostField.Source, "bluesky"u8);
        post.Set(TweetStream.Posts.PostField.Id, System.Text.Encoding.UTF8.GetBytes(id));
        sink.Seen.IsNew(post, series: 0);
    }
}
