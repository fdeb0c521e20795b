using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

/// <summary>
/// A Mastodon server as docs.joinmastodon.org describes it: what it says of itself, public and tag timelines, streaming to
/// users, limits by 15 minutes of its own clock. Misbehaves as it is told to; what is not told stays as documented.
/// </summary>
internal sealed class FakeMastodon(TimeProvider? time = null) : FakeNetwork(time)
{
    public const string Token = "user-token";
    private static readonly TimeSpan LimitWindow = TimeSpan.FromMinutes(15);
    private readonly Lock _gate = new();
    private readonly List<FakeStatus> _statuses = [];
    private readonly List<FakeStatusStream> _streams = [];
    private DateTimeOffset _windowEnd;
    private int _asked;
    private long _lastId;

    /// <summary>Where it says that it streams; null for by itself.</summary>
    public Uri? StreamsAt { get; set; }

    /// <summary>Another server that streams what is published here.</summary>
    public FakeMastodon? Streaming { get; set; }

    /// <summary>Older servers have none.</summary>
    public bool HasInstanceVersion2 { get; set; } = true;

    public bool HasInstanceVersion1 { get; set; } = true;

    /// <summary>Whether timelines are for users only.</summary>
    public bool HidesTimelines { get; set; }

    /// <summary>Answers instead of timelines, streams and all requests, as long as they are set.</summary>
    public int? TimelineStatus { get; set; }

    public int? StreamStatus { get; set; }

    public int? Status { get; set; }

    /// <summary>The next answers to requests for timelines, of which 200 is the documented one; after them all is as before.</summary>
    public Queue<int> NextTimelineStatuses { get; } = new();

    /// <summary>What a timeline answers instead of its statuses.</summary>
    public string? TimelineBody { get; set; }

    /// <summary>Requests in 15 minutes.</summary>
    public int Limit { get; set; } = 300;

    /// <summary>Whether the comments that show life stop.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether a stream is accepted and then ended at once.</summary>
    public bool EndsStreams { get; set; }

    public int OpenStreams
    {
        get
        {
            lock (_gate)
                return _streams.Count;
        }
    }

    /// <summary>Publishes a post, to timelines and streams; tags are without their sign.</summary>
    public string Publish(string html, params string[] tags) => Publish(html, toStreams: true, tags);

    /// <summary>Publishes a post that streams do not get, as one that comes between two of them.</summary>
    public string PublishUnheard(string html, params string[] tags) => Publish(html, toStreams: false, tags);

    /// <summary>Publishes a post that was written on another server so long ago: its id says when, and not when it came.</summary>
    public void PublishLate(TimeSpan ago, string html, params string[] tags)
    {
        lock (_gate)
        {
            var id = ((Time.GetUtcNow() - ago).ToUnixTimeMilliseconds() << 16) + 7;
            _statuses.Add(new(id, tags, Json(id, html, tags)));
        }
    }

    /// <summary>Puts an item into the timelines as it is.</summary>
    public void Put(string json, params string[] tags)
    {
        lock (_gate)
            _statuses.Add(new(NextId(), tags, json));
    }

    /// <summary>Sends an event to every stream.</summary>
    public void Say(string kind, string data) => Send($"event: {kind}\ndata: {data}\n\n");

    /// <summary>Sends what may be no event.</summary>
    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public void Send(byte[] bytes) => Each(stream => stream.Send(bytes));

    /// <summary>Ends every stream regularly.</summary>
    public void End() => Each(stream => stream.End());

    /// <summary>Breaks every connection off.</summary>
    public void Abort() => Each(stream => stream.Abort());

    /// <summary>Publishes a post and breaks off in the middle of it, and of a character.</summary>
    public string PublishHalf(string before, params string[] tags)
    {
        var id = PublishUnheard(before + "日本", tags);
        var json = Encoding.UTF8.GetBytes("event: update\ndata: " + Json(long.Parse(id, CultureInfo.InvariantCulture), before + "日", tags));
        Send(json[..(json.AsSpan().IndexOf("日"u8) + 1)]);
        Abort();
        return id;
    }

    protected override async Task AnswerAsync(HttpContext context, CancellationToken stop)
    {
        var path = context.Request.Path.Value!;
        if (Status is { } status)
            await SayAsync(context, status, """{"error":"It is as it is"}""", stop);
        else if (path == "/api/v2/instance" && HasInstanceVersion2)
            await SayAsync(context, 200, """{"domain":"fake.example","version":"4.5.0","configuration":{"urls":{"streaming":""" + StreamingJson() + "}}}", stop);
        else if (path == "/api/v1/instance" && HasInstanceVersion1)
            await SayAsync(context, 200, """{"uri":"fake.example","version":"3.5.3","urls":{"streaming_api":""" + StreamingJson() + "}}", stop);
        else if (path is "/api/v1/streaming/public" or "/api/v1/streaming/hashtag")
            await AnswerStreamAsync(context, path.EndsWith("public", StringComparison.Ordinal) ? null : context.Request.Query["tag"].ToString(), stop);
        else if (path == "/api/v1/timelines/public")
            await AnswerTimelineAsync(context, null, stop);
        else if (path.StartsWith("/api/v1/timelines/tag/", StringComparison.Ordinal))
            await AnswerTimelineAsync(context, path["/api/v1/timelines/tag/".Length..], stop);
        else
            await SayAsync(context, 404, """{"error":"Record not found"}""", stop);
    }

    private static bool IsUser(HttpContext context) => context.Request.Headers.Authorization == "Bearer " + Token;

    private static bool Has(FakeStatus status, string? tag) => tag is null || status.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase);

    private static async Task SayAsync(HttpContext context, int status, string json, CancellationToken stop)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json; charset=utf-8");
        await context.Response.WriteAsync(json, stop);
    }

    private string StreamingJson() => JsonSerializer.Serialize((StreamsAt ?? Streaming?.Address ?? Address).ToString().Replace("http", "ws", StringComparison.Ordinal).TrimEnd('/'));

    private async Task AnswerStreamAsync(HttpContext context, string? tag, CancellationToken stop)
    {
        if (StreamStatus is { } status)
        {
            await SayAsync(context, status, """{"error":"It is as it is"}""", stop);
            return;
        }

        if (!IsUser(context))
        {
            await SayAsync(context, 401, $$"""{"error":"{{(context.Request.Headers.Authorization.Count == 0 ? "Missing access token" : "Invalid access token")}}"}""", stop);
            return;
        }

        if (tag?.Length == 0)
        {
            await SayAsync(context, 400, """{"error":"Missing tag name parameter"}""", stop);
            return;
        }

        var stream = new FakeStatusStream(context, tag, Time, () => IsSilent);
        lock (_gate)
            _streams.Add(stream);
        if (EndsStreams)
            stream.End();
        try
        {
            await stream.RunAsync(stop);
        }
        finally
        {
            lock (_gate)
                _streams.Remove(stream);
        }
    }

    private async Task AnswerTimelineAsync(HttpContext context, string? tag, CancellationToken stop)
    {
        var (remaining, reset) = Ask();
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = Math.Max(0, remaining).ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = reset.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        if (remaining < 0)
            await SayAsync(context, 429, """{"error":"Too many requests"}""", stop);
        else if (TimelineStatus is { } status || (NextTimelineStatuses.TryDequeue(out status) && status != 200))
            await SayAsync(context, status, """{"error":"It is as it is"}""", stop);
        else if (HidesTimelines && !IsUser(context))
            await SayAsync(context, 422, """{"error":"This method requires an authenticated user"}""", stop);
        else
            await SayAsync(context, 200, TimelineBody ?? Page(context.Request.Query, tag), stop);
    }

    // min_id gives what follows immediately, since_id the latest, and either of them latest first.
    private string Page(IQueryCollection query, string? tag)
    {
        lock (_gate)
        {
            var limit = query.TryGetValue("limit", out var asked) ? Math.Min(40, int.Parse(asked!, CultureInfo.InvariantCulture)) : 20;
            var found = _statuses.Where(status => Has(status, tag)
                && status.Id > Math.Max(Id(query, "min_id") ?? 0, Id(query, "since_id") ?? 0) && status.Id < (Id(query, "max_id") ?? long.MaxValue)).OrderBy(status => status.Id);
            var page = Id(query, "min_id") is not null ? found.Take(limit) : found.TakeLast(limit);
            return $"[{string.Join(',', page.Reverse().Select(status => status.Json))}]";
        }
    }

    private static long? Id(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var value) ? long.Parse(value!, CultureInfo.InvariantCulture) : null;

    private (int Remaining, DateTimeOffset Reset) Ask()
    {
        lock (_gate)
        {
            var now = Time.GetUtcNow();
            if (now >= _windowEnd)
                (_windowEnd, _asked) = (now + LimitWindow, 0);
            return (Limit - ++_asked, _windowEnd);
        }
    }

    private string Publish(string html, bool toStreams, string[] tags)
    {
        lock (_gate)
        {
            var status = new FakeStatus(NextId(), tags, "");
            status = status with { Json = Json(status.Id, html, tags) };
            _statuses.Add(status);
            if (toStreams)
                (Streaming ?? this).Hand(status);
            return status.Id.ToString(CultureInfo.InvariantCulture);
        }
    }

    private void Hand(FakeStatus status)
    {
        var bytes = Encoding.UTF8.GetBytes($"event: update\ndata: {status.Json}\n\n");
        lock (_gate)
            _streams.Where(stream => Has(status, stream.Tag)).ToList().ForEach(stream => stream.Send(bytes));
    }

    private void Each(Action<FakeStatusStream> act)
    {
        lock (_gate)
            _streams.ToList().ForEach(act);
    }

    // The time in milliseconds, and below it something that makes it the only one.
    private long NextId() => _lastId = Math.Max(_lastId + 1, Time.GetUtcNow().ToUnixTimeMilliseconds() << 16);

    private string Json(long id, string html, string[] tags)
    {
        var created = Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var named = string.Join(',', tags.Select(tag => $$"""{"name":{{JsonSerializer.Serialize(tag.ToLowerInvariant())}},"url":"https://fake.example/tags/x"}"""));
        return $$"""
            {"id":"{{id}}","created_at":"{{created}}","in_reply_to_id":null,"sensitive":false,"spoiler_text":"","visibility":"public","language":"en","uri":"https://fake.example/statuses/{{id}}","content":{{JsonSerializer.Serialize(html)}},"reblog":null,"account":{"id":"7","username":"ann","acct":"ann@fake.example"},"media_attachments":[],"mentions":[],"tags":[{{named}}],"emojis":[],"card":null,"poll":null}
            """;
    }
}

/// <summary>A status as the server keeps it.</summary>
internal sealed record FakeStatus(long Id, string[] Tags, string Json);
