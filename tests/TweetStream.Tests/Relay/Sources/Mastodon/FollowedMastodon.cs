using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Posts;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Live;
using TweetStream.Relay.Sources.Mastodon;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

/// <summary>A source that follows a fake server, both in the same virtual time.</summary>
internal sealed class FollowedMastodon : IAsyncDisposable
{
    private readonly List<string> _received = [];
    private readonly RelayOptions _options;
    private int _readOfRun;

    private FollowedMastodon(FakeMastodon server, RelayOptions options, RunningSource running) => (Server, _options, Running) = (server, options, running);

    public FakeMastodon Server { get; }

    public RunningSource Running { get; private set; }

    public FakeTimeProvider Time => Running.Time;

    public SourceCounts Counts => Running.Source.Counts;

    /// <param name="prepare">Sees the server before the source starts.</param>
    /// <param name="token">The user's token; null for none.</param>
    /// <param name="track">Tags with their sign, or words.</param>
    /// <param name="options">Further options; their sources, token and terms are set here.</param>
    public static async Task<FollowedMastodon> StartAsync(Action<FakeMastodon>? prepare = null, string? token = FakeMastodon.Token, string[]? track = null, RelayOptions? options = null)
    {
        var time = new FakeTimeProvider(RunningSource.Start);
        var server = new FakeMastodon(time);
        prepare?.Invoke(server);
        var asked = Options(server, token, track, options);
        return new(server, asked, await RunAsync(asked, time, null, []));
    }

    /// <summary>Ends the source and starts another one, which knows how far that came and what it passed, as after a start with an archive.</summary>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        await Running.StopAsync();
        for (; _readOfRun < Counts.Passed; await TextAsync())
        {
        }

        var (reached, time) = (Running.Source.Position.Latest, Time);
        await EndAsync();
        if (meanwhile is not null)
            await meanwhile();
        Running = await RunAsync(_options, time, reached, _received);
        _readOfRun = 0;
    }

    public static RelayOptions Options(FakeMastodon server, string? token, string[]? track, RelayOptions? options = null)
    {
        options ??= new();
        return options with
        {
            Sources = [SourceSpec.Network(SourceKind.Mastodon, server.Address)],
            Mastodon = options.Mastodon with { AccessToken = token },
            Track = [.. (track ?? []).Select(term => TrackTerm.TryParse(term, out var parsed, out var reason) ? parsed : throw new ArgumentException(reason, nameof(track)))],
        };
    }

    public Task ConnectedAsync() => Running.ConnectedAsync();

    /// <summary>Waits until it is connected, and its first look at the timelines is over.</summary>
    public async Task ReadyAsync()
    {
        await ConnectedAsync();
        await Eventually.HoldsAsync(() => Running.Source.Position.Latest is not null, "the timelines have been looked at");
    }

    public async Task StreamsAsync(int count = 1) => await Eventually.HoldsAsync(() => Server.OpenStreams == count, $"{count} streams are open");

    /// <summary>The texts of the next posts.</summary>
    public async Task<string[]> TextsAsync(int count)
    {
        var texts = new string[count];
        for (var i = 0; i < count; i++)
            texts[i] = await TextAsync();
        return texts;
    }

    public async Task<string> TextAsync()
    {
        _received.Add(await Running.NextPostAsync());
        _readOfRun++;
        return Text(_received[^1]);
    }

    /// <summary>All texts so far, of all runs.</summary>
    public IReadOnlyList<string> Received => [.. _received.Select(Text)];

    /// <summary>Reads as many posts, while time passes.</summary>
    public async Task ReadUntilAsync(int count)
    {
        while (_received.Count < count)
        {
            var next = TextAsync();
            await Time.PumpUntilAsync(() => next.IsCompleted, TimeSpan.FromSeconds(1));
            await next;
        }
    }

    /// <summary>Lets time pass until the timelines have been asked so many more times.</summary>
    public Task PollAsync(int requests = 1)
    {
        var wanted = TimelineRequests.Count + requests;
        return Time.PumpUntilAsync(() => TimelineRequests.Count >= wanted, TimeSpan.FromSeconds(1));
    }

    public IReadOnlyList<Asked> TimelineRequests => Requests("/api/v1/timelines");

    public IReadOnlyList<Asked> StreamRequests => Requests("/api/v1/streaming");

    public static string IdAt(DateTimeOffset time, int below = 0) => ((time.ToUnixTimeMilliseconds() << 16) + below).ToString(CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Server.DisposeAsync();
    }

    private static string Text(string json) => JsonDocument.Parse(json).RootElement.GetProperty("text").GetString()!;

    private static Task<RunningSource> RunAsync(RelayOptions options, FakeTimeProvider time, ResumePoint? reached, List<string> received) =>
        RunningSource.StartAsync(options, parts => new MastodonSource(parts.Options.Sources[0], parts), time, prepare: (source, sink) =>
        {
            source.Position.Latest = reached;
            var (reader, post) = (new PostReader(), new PostBuffer());
            foreach (var line in received)
            {
                reader.Read(Encoding.UTF8.GetBytes(line), post);
                sink.Seen.IsNew(post, source.Series);
            }
        });

    private IReadOnlyList<Asked> Requests(string path) => [.. Server.Requests.Where(asked => asked.PathAndQuery.StartsWith(path, StringComparison.Ordinal))];

    private async Task EndAsync()
    {
        await Running.DisposeAsync();
        ((IDisposable)Running.Source).Dispose();
    }
}
