using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using TweetStream.Posts;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.Bluesky;

/// <summary>
/// Bluesky's public posts by its Jetstream, which needs no key. Owns where the stream is gone on from, and what is done when
/// the server will not; leaves the WebSocket to <see cref="JetstreamConnection"/> and its messages to
/// <see cref="JetstreamDecoder"/>.
/// </summary>
internal sealed class BlueskySource : LiveSource
{
    private const int MessagesBetweenPauses = 256;

    /// <summary>A post so much older than now was missed; a first one so much younger than the one we had come to is not the next.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly JetstreamAddress _address;
    private readonly JetstreamDecoder _decoder;
    private readonly PostBuffer _post = new();

    public BlueskySource(SourceSpec spec, LiveParts parts)
        : base("bluesky", parts)
    {
        _address = new(Options.Bluesky.Version, spec.Address);
        _decoder = new(Name, Options.MaxLineBytes, Parts.Tally);
    }

    public override string Endpoint => $"{_address.Server} (Jetstream {Version})";

    public override string CursorScope => _address.CursorScope;

    /// <summary>How a dead peer is noticed.</summary>
    internal JetstreamPings Pings { get; init; } = JetstreamPings.Usual;

    private string Version => Options.Bluesky.Version == JetstreamVersion.V2 ? "v2" : "v1";

    // Where the stream is gone on from; null where nobody knows.
    private ResumePoint? From => Position.Latest is { } latest && _address.Start(latest.Cursor) is not null ? latest : null;

    // Whether the latest post is one of those that were missed: then the server may be faster than the clients are.
    private bool IsBehind => _post.CreatedAt < (Time.GetUtcNow() - Long).ToUnixTimeMilliseconds();

    public override async IAsyncEnumerable<string> CheckAsync([EnumeratorCancellation] CancellationToken stop)
    {
        if (Options.Bluesky.Zstd && await FetchDictionaryAsync(stop) is { } dictionary)
            yield return $"messages come compressed with dictionary {dictionary.Id}, {dictionary.Length} bytes";
        yield return await KnockAsync(stop);
    }

    protected override async Task<Disconnect> ReceiveAsync(CancellationToken stop)
    {
        var (connection, from) = await ConnectAsync(stop);
        using (connection)
        {
            var compressed = _decoder.Dictionary is null ? "" : ", compressed";
            Connected((from is null ? "live" : $"resumed from cursor {from.Cursor}") + compressed, resumed: from is not null);
            return await ReadAsync(connection, from, stop);
        }
    }

    protected override string Remedy(Disconnect refusal) =>
        $"See whether {_address.Server} is a Jetstream that speaks {Version}; --jetstream chooses the other version";

    // What the server no longer has, or never had, is told and then done without.
    private async Task<(JetstreamConnection Connection, ResumePoint? From)> ConnectAsync(CancellationToken stop)
    {
        if (Options.Bluesky.Zstd)
            _decoder.Dictionary ??= await FetchDictionaryAsync(stop);
        var mayFetch = true;
        while (true)
        {
            var from = From;
            try
            {
                return (await OpenAsync(from, stop), from);
            }
            catch (DisconnectException refused) when (from is not null && IsLostCursor(NameOf(refused)))
            {
                ForgetCursor(refused.Message);
            }
            catch (DisconnectException refused) when (_decoder.Dictionary is not null && NameOf(refused) == "UnknownZstdDictionary")
            {
                _decoder.Dictionary.Dispose();
                _decoder.Dictionary = mayFetch ? await FetchDictionaryAsync(stop) : null;
                mayFetch = false;
            }
        }
    }

    private Task<JetstreamConnection> OpenAsync(ResumePoint? from, CancellationToken stop) =>
        JetstreamConnection.OpenAsync(_address.Stream(_address.Start(from?.Cursor), _decoder.Dictionary?.Id), _address.Subprotocol, Options.MaxLineBytes, Pings, Time, stop);

    private async Task<Disconnect> ReadAsync(JetstreamConnection connection, ResumePoint? from, CancellationToken stop)
    {
        for (uint messages = 1; ; messages++)
        {
            if (messages % MessagesBetweenPauses == 0 && IsBehind)
                await WaitForRoomAsync(stop);
            var receiving = connection.NextAsync(stop);
            if (!receiving.IsCompleted)
                Flush();
            var message = await receiving;
            Seen();
            if (message.Kind == JetstreamMessageKind.Close)
            {
                await connection.CloseAsync(stop);
                return connection.ExplainClose();
            }

            if (_decoder.TryRead(message, _post))
            {
                if (from is not null)
                    TellLeap(from);
                from = null;
                Pass(_post);
            }
            else if (_decoder.Notice is { } notice && Heed(notice) is { } end)
            {
                return end;
            }
        }
    }

    private Disconnect? Heed(JetstreamNotice notice)
    {
        if (!notice.IsError)
        {
            Logger.LogConcern(Name, $"the server says {notice.Words}");
            return null;
        }

        if (IsLostCursor(notice.Name))
            ForgetCursor(notice.Words);
        return new(notice.Name == "InternalError" ? DisconnectKind.ServerTrouble : DisconnectKind.Dropped, notice.Words);
    }

    private static bool IsLostCursor(string name) => name is "CursorTooOld" or "FutureCursor";

    private static string NameOf(DisconnectException refusal) => SourceProblem.Member(refusal.Disconnect.Problem, "error");

    private void ForgetCursor(string why)
    {
        if (Position.Latest is { } latest)
            Logger.LogConcern(Name, $"the server does not go on from {Words(latest)} ({why}); what came since then is missed, going on live");
        Position.Latest = null;
    }

    // A cursor beyond the server's end, or in version 1 before its beginning, is passed over in silence.
    private void TellLeap(ResumePoint from)
    {
        var cursor = Encoding.UTF8.GetString(_post[PostField.Cursor]);
        if (JetstreamAddress.Number(cursor) < _address.Start(from.Cursor) || _post.CreatedAt > (from.At + Long).ToUnixTimeMilliseconds())
            Logger.LogConcern(Name, $"the server did not go on from {Words(from)} but from cursor {cursor}; posts between may be missed");
    }

    private static string Words(ResumePoint point) =>
        string.Create(CultureInfo.InvariantCulture, $"cursor {point.Cursor}, reached {point.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");

    private async Task<JetstreamDictionary?> FetchDictionaryAsync(CancellationToken stop)
    {
        try
        {
            return await JetstreamDictionary.FetchAsync(_address.Http, Options.MaxLineBytes, Time, stop);
        }
        catch (Exception failure) when (failure is DisconnectException or HttpRequestException or IOException or InvalidDataException)
        {
            stop.ThrowIfCancellationRequested();
            Logger.LogConcern(Name, $"messages come uncompressed, for the server gives out no dictionary ({failure.Message})");
            return null;
        }
    }

    private async Task<string> KnockAsync(CancellationToken stop)
    {
        try
        {
            using var connection = await OpenAsync(From, stop);
            await connection.CloseAsync(stop);
            return "the server answers and lets us in";
        }
        catch (DisconnectException refused) when (IsLostCursor(NameOf(refused)))
        {
            return $"the server answers, but does not go on from there ({refused.Message}): what came since then is missed";
        }
        catch (Exception failure) when (Explain(failure, connected: false) is { } why)
        {
            stop.ThrowIfCancellationRequested();
            throw new DisconnectException(why, failure);
        }
    }
}
