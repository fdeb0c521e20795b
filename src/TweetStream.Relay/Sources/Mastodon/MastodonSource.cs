using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using TweetStream.Posts;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.Mastodon;

/// <summary>
/// The public posts of a Mastodon server, or those with some tags: streamed where there is a token, otherwise polled. Owns
/// how far it has come, and that what came while there was no connection is read from the timelines later; leaves what is
/// followed to <see cref="FollowedTimelines"/> and the wire to <see cref="StatusStream"/> and <see cref="MastodonServer"/>.
/// </summary>
/// <remarks>
/// Ids are in the order of time, but not quite, and after a start there is one position for all timelines: reading goes on
/// from a little before it, and what comes twice is known by its id.
/// </remarks>
internal sealed class MastodonSource : LiveSource, IDisposable
{
    private const int MostFailedCatchUps = 3;
    private static readonly Uri DefaultServer = new("https://mastodon.social");
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    // Without a token a server allows 300 requests in 15 minutes that turn pages; the rest is for those that find more than one.
    private static readonly TimeSpan LeastPerTimeline = TimeSpan.FromSeconds(3.5);
    private readonly MastodonServer _server;
    private readonly FollowedTimelines _timelines;
    private readonly PostDecoder _decoder;
    private readonly PostBuffer _post = new();
    private readonly Lock _gate = new();
    private string? _latest;
    private bool _isCatchUpRefused;
    private int _failedCatchUps;

    /// <exception cref="SourceRefusedException">There is one token, and more than one server that it would be sent to.</exception>
    public MastodonSource(SourceSpec spec, LiveParts parts)
        : base(spec.Address is null ? "mastodon" : $"mastodon:{spec.Address.Authority}", parts)
    {
        if (Token is not null && Options.Sources.Count(source => source.Kind == SourceKind.Mastodon) > 1)
            throw new SourceRefusedException("A Mastodon token is one server's secret, and there are several mastodon sources. Follow only that server, or give no token, and all are polled");
        _server = new(spec.Address ?? DefaultServer, Token, Time);
        _timelines = new(_server, Options);
        _decoder = new(Name, isJson: true, parts.Tally);
    }

    public override string Endpoint => _server.Address.GetLeftPart(UriPartial.Authority);

    public override bool IsTracked => _timelines.AreTags;

    protected override int ConnectionsPerAttempt => Token is null ? 1 : _timelines.Count;

    private string? Token => Options.Mastodon.AccessToken;

    private TimeSpan PollEvery => TimeSpan.FromTicks(Math.Max(Options.Mastodon.PollEvery.Ticks, LeastPerTimeline.Ticks * _timelines.Count));

    private string How => Token is not null ? $"streaming {_timelines.Words}"
        : string.Create(CultureInfo.InvariantCulture, $"polling {_timelines.Words} every {PollEvery.TotalSeconds:0.#} s; a token would stream");

    public override async IAsyncEnumerable<string> CheckAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var instance = await _server.GetInstanceAsync(stop);
        yield return $"{Endpoint} answers{(instance.Version is { } version ? ", version " + string.Concat(version.Where(c => !char.IsControl(c))) : "")}";
        if (Token is null)
        {
            await _timelines.TryAsync(stop);
            yield return "no token, and none is needed for what is followed";
        }
        else
        {
            var streaming = _server.StreamingAddress(instance);
            yield return $"it streams at {streaming.GetLeftPart(UriPartial.Authority)}";
            using var http = new SourceHttp(streaming, Token, Time);
            using (await http.GetAsync(_timelines.StreamPaths.First(), stop))
                yield return "the token is valid there";
        }

        yield return How;
    }

    public void Dispose() => _server.Dispose();

    protected override Task<Disconnect> ReceiveAsync(CancellationToken stop)
    {
        // After a start: where an earlier run came.
        _latest ??= Position.Latest?.Cursor;

        // What a stream brought, the timelines need not bring again.
        if (_latest is not null)
            _timelines.SkipTo(StatusId.Earlier(_latest, Overlap), all: Token is not null);
        return Token is null ? PollAsync(stop) : StreamAsync(stop);
    }

    protected override string Remedy(Disconnect refusal) => (refusal.Status, Token) switch
    {
        (401 or 403 or 422, null) => $"{Endpoint} shows this only to its users: give an access token of one of them{(IsTracked ? "" : ", or track tags alone, such as --track '#dotnet', which some servers show to all")}",
        (401 or 403 or 422, _) => $"Give an access token of a user of {Endpoint}, made there under Preferences, Development, with the scope read:statuses",
        _ => $"Look whether {Endpoint} is a Mastodon server, under the name that its web site has",
    };

    private async Task<Disconnect> StreamAsync(CancellationToken stop)
    {
        using var http = new SourceHttp(_server.StreamingAddress(await _server.GetInstanceAsync(stop)), Token, Time);
        var streams = new List<HttpResponseMessage>();
        try
        {
            foreach (var path in _timelines.StreamPaths)
                streams.Add(await http.GetAsync(path, stop));

            // What comes while this goes on waits in the streams.
            Connected(How, resumed: _latest is not null && !_isCatchUpRefused);
            await CatchUpAsync(stop);
            return await ReadAsync(streams, stop);
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }

    // The first that ends, ends all.
    private async Task<Disconnect> ReadAsync(List<HttpResponseMessage> streams, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var readings = streams.Select(ReadOneAsync).ToList();
        var first = await Task.WhenAny(readings);
        await either.CancelAsync();
        await Task.WhenAll((IEnumerable<Task>)readings).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await first;

        async Task<Disconnect> ReadOneAsync(HttpResponseMessage response)
        {
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            return await new StatusStream(Name, Parts).ReadAsync(body, PassStreamed, Flush, Seen, either.Token);
        }
    }

    private void PassStreamed(PostBuffer post)
    {
        lock (_gate)
        {
            if (!post[PostField.Id].IsEmpty)
                _latest = StatusId.Later(_latest, Encoding.UTF8.GetString(post[PostField.Id]));
            post.Set(PostField.Source, NameBytes);
            post.Set(PostField.Cursor, Encoding.UTF8.GetBytes(_latest ?? ""));
            Pass(post);
        }
    }

    private async Task CatchUpAsync(CancellationToken stop)
    {
        try
        {
            var before = Counts.Passed;
            var isComplete = await ReadTimelinesAsync(stop);
            Reached(_latest);
            (_failedCatchUps, _isCatchUpRefused) = (0, false);
            var told = $"{Counts.Passed - before} posts that came meanwhile were read from the timeline";
            if (Counts.Passed > before)
                Logger.LogState(Name, told);
            if (!isComplete)
                Logger.LogConcern(Name, TooMuch);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested && Explain(failure, connected: true) is not null)
        {
            var end = Explain(failure, connected: true)!;
            _isCatchUpRefused = end.Kind == DisconnectKind.Refused;
            if (!_isCatchUpRefused && ++_failedCatchUps < MostFailedCatchUps)
                throw;
            Logger.LogConcern(Name, $"what came meanwhile cannot be read from the timeline and is missed ({end.Reason})");
        }
    }

    private async Task<Disconnect> PollAsync(CancellationToken stop)
    {
        var chance = Parts.Chance ?? Random.Shared.NextDouble;
        while (true)
        {
            // Of a busy public timeline that would be more pages than a server gives.
            if (_timelines.AreTags)
                _timelines.StepBack(Overlap);
            // All that is older than the latest of the round before was there when this round began.
            var settled = _latest;
            if (!await ReadTimelinesAsync(stop))
            {
                Logger.LogConcern(Name, TooMuch);
                await _timelines.LeaveOutAsync(stop);
            }

            Reached(settled ?? _latest);
            await Task.Delay(PollEvery * (1 + (0.2 * chance())), Time, stop);
        }
    }

    private static string TooMuch => $"more came meanwhile than the {FollowedTimelines.MostPages} pages that are read of a timeline at a time; the rest is missed";

    private async Task<bool> ReadTimelinesAsync(CancellationToken stop)
    {
        var (latest, isComplete) = await _timelines.ReadAsync(PassPageAsync, stop);
        _latest = StatusId.Later(_latest, latest);
        return isComplete;
    }

    private ValueTask PassPageAsync(StatusPage? page, CancellationToken stop)
    {
        // To one that polls the first answer is the connection.
        if (State.Phase != LivePhase.Connected)
            Connected(How, resumed: page is not null);
        Seen();
        foreach (var status in page?.InOrder ?? [])
        {
            if (status.Length > Options.MaxLineBytes)
                Parts.Tally.AddOversized(Name, Options.MaxLineBytes, status.Span[..Math.Min(status.Length, StatusStream.BeginningBytes)]);
            else if (_decoder.TryRead(status.Span, _post))
                PassRead();
        }

        Flush();
        return WaitForRoomAsync(stop);
    }

    // Without a cursor: the timelines are read one after the other, and only together are they somewhere.
    private void PassRead()
    {
        _post.Set(PostField.Source, NameBytes);
        Pass(_post);
    }

    private void Reached(string? latest)
    {
        if (latest is not null)
            Position.Latest = new(latest, Time.GetUtcNow());
    }
}
