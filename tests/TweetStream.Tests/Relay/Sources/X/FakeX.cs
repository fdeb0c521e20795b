using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>
/// X's filtered stream on loopback: the rules of an account, and one stream at a time, which the test writes. Answers as X's
/// documentation says, unless it is told to misbehave.
/// </summary>
internal sealed class FakeX(TimeProvider? time = null) : FakeNetwork(time)
{
    public const string Token = "AAAAAAAAAAAAAAAAAAAAAFakeBearerToken%3D42";
    private const string StreamPath = "/2/tweets/search/stream";
    private readonly Lock _gate = new();
    private readonly List<FakeRule> _rules = [];
    private readonly Channel<FakeConnection> _connects = Channel.CreateUnbounded<FakeConnection>();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _ruleAnswers = new();
    private int _lastId = 100;
    private int _streams;

    /// <summary>The account's rules as they are now.</summary>
    public IReadOnlyList<FakeRule> Rules
    {
        get
        {
            lock (_gate)
                return [.. _rules];
        }
    }

    /// <summary>Rules that X takes for invalid.</summary>
    public Predicate<string> IsInvalid { get; set; } = _ => false;

    /// <summary>Rules that the account may have.</summary>
    public int MaxRules { get; set; } = 1000;

    /// <summary>Rules on a page.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>Whether somebody else holds the only stream.</summary>
    public bool IsTaken { get; set; }

    /// <summary>When the stream was asked for.</summary>
    public IReadOnlyList<DateTimeOffset> Attempts => [.. Requests.Where(request => request.PathAndQuery.Split('?')[0] == StreamPath).Select(request => request.At)];

    public IEnumerable<Asked> RuleChanges => Requests.Where(request => request.Method == "POST");

    /// <summary>The next stream that was opened.</summary>
    public async Task<FakeConnection> NextAsync() => await _connects.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit, TimeProvider.System);

    /// <summary>Puts a rule into the account.</summary>
    public FakeRule AddRule(string value, string? tag = null)
    {
        lock (_gate)
        {
            var rule = new FakeRule((++_lastId).ToString(CultureInfo.InvariantCulture), value, tag);
            _rules.Add(rule);
            return rule;
        }
    }

    public void ClearRules()
    {
        lock (_gate)
            _rules.Clear();
    }

    /// <summary>The next requests for the stream get this answer.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="problem">The body.</param>
    /// <param name="resetIn">What <c>x-rate-limit-reset</c> says, from the time of the answer on.</param>
    /// <param name="times">How many requests.</param>
    /// <param name="location">Where a redirect leads.</param>
    public void Refuse(int status, string problem = "{}", TimeSpan? resetIn = null, int times = 1, Uri? location = null)
    {
        for (var i = 0; i < times; i++)
            _answers.Enqueue(context => RefuseAsync(context, status, problem, resetIn, location));
    }

    /// <summary>The same for requests about the rules.</summary>
    public void RefuseRules(int status, string problem = "{}", int times = 1)
    {
        for (var i = 0; i < times; i++)
            _ruleAnswers.Enqueue(context => RefuseAsync(context, status, problem, null, null));
    }

    /// <summary>The next request about the rules is answered after this has been done, as where somebody else changes them at the same time.</summary>
    public void BeforeRules(Action meanwhile) => _ruleAnswers.Enqueue(context =>
    {
        meanwhile();
        return AnswerRulesAsync(context);
    });

    /// <summary>A line with a post.</summary>
    public static string Post(string id, string text, string[]? tags = null, string? lang = "en", string? extra = null)
    {
        var hashtags = string.Join(',', (tags ?? []).Select(tag => $"{{\"start\":0,\"end\":1,\"tag\":{JsonSerializer.Serialize(tag)}}}"));
        return $$$"""
            {"data":{"id":"{{{id}}}","text":{{{JsonSerializer.Serialize(text)}}},"created_at":"2030-01-01T12:00:00.000Z","lang":"{{{lang}}}","author_id":"7","edit_history_tweet_ids":["{{{id}}}"],"entities":{"hashtags":[{{{hashtags}}}]}},"matching_rules":[{"id":"116","tag":"dn"}]{{{extra}}}}
            """ + "\r\n";
    }

    public static string Problem(string title, string type, string more = "") => $$"""{"title":"{{title}}","detail":"{{title}} it is","type":"https://api.x.com/2/problems/{{type}}"{{more}}}""";

    public static readonly string TooManyConnections = Problem("ConnectionException", "streaming-connection", ",\"connection_issue\":\"TooManyConnections\"");

    /// <summary>X's farewell when it restarts something.</summary>
    public static readonly string OperationalDisconnect = $$"""{"errors":[{{Problem("operational-disconnect", "operational-disconnect", ",\"disconnect_type\":\"UpstreamOperationalDisconnect\"")}}]}""" + "\r\n";

    protected override Task AnswerAsync(HttpContext context, CancellationToken stop)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
            return RefuseAsync(context, 401, """{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}""", null, null);
        return context.Request.Path.Value switch
        {
            StreamPath => (_answers.TryDequeue(out var answer) ? answer : at => StreamAsync(at, stop))(context),
            StreamPath + "/rules" => (_ruleAnswers.TryDequeue(out var answer) ? answer : AnswerRulesAsync)(context),
            _ => RefuseAsync(context, 404, Problem("Not Found", "resource-not-found"), null, null),
        };
    }

    private async Task StreamAsync(HttpContext context, CancellationToken stop)
    {
        if (Rules.Count == 0)
        {
            await RefuseAsync(context, 409, Problem("ConnectionException", "streaming-connection", ",\"connection_issue\":\"RuleConfigurationIssue\""), null, null);
            return;
        }

        if (IsTaken || Interlocked.CompareExchange(ref _streams, 1, 0) != 0)
        {
            await RefuseAsync(context, 429, TooManyConnections, null, null);
            return;
        }

        var connection = new FakeConnection(context, () => Volatile.Write(ref _streams, 0));
        try
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.StartAsync(stop);
            await context.Response.Body.FlushAsync(stop);
            await _connects.Writer.WriteAsync(connection, stop);
            await connection.Ended.WaitAsync(stop);
        }
        finally
        {
            connection.Leave();
        }
    }

    private async Task AnswerRulesAsync(HttpContext context)
    {
        if (context.Request.Method == "GET")
        {
            await AnswerAsync(context, 200, Page(context.Request.Query["pagination_token"].ToString()));
            return;
        }

        var change = (await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body))!;
        if (change["add"] is JsonArray added)
            await AddAsync(context, [.. added.Select(rule => ((string)rule!["value"]!, (string?)rule["tag"]))]);
        else
            await DeleteAsync(context, [.. change["delete"]!["ids"]!.AsArray().Select(id => (string)id!)]);
    }

    private JsonObject Page(string token)
    {
        var from = token.Length == 0 ? 0 : int.Parse(token, CultureInfo.InvariantCulture);
        var (rules, meta) = (Rules, new JsonObject { ["sent"] = Time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), ["result_count"] = Rules.Count });
        if (rules.Count > from + PageSize)
            meta["next_token"] = (from + PageSize).ToString(CultureInfo.InvariantCulture);
        // X leaves an empty list out.
        return rules.Count == 0 ? new() { ["meta"] = meta } : new() { ["data"] = new JsonArray([.. rules.Skip(from).Take(PageSize).Select(rule => rule.ToJson())]), ["meta"] = meta };
    }

    private async Task AddAsync(HttpContext context, (string Value, string? Tag)[] wanted)
    {
        var errors = new JsonArray();
        var created = new JsonArray();
        lock (_gate)
        {
            if (_rules.Count + wanted.Length > MaxRules)
            {
                errors.Add(null);
            }
            else
            {
                foreach (var (value, tag) in wanted)
                {
                    if (_rules.Find(rule => rule.Value == value) is { } there)
                        errors.Add(there.ToDuplicate());
                    else if (IsInvalid(value))
                        errors.Add(FakeRule.Invalid(value));
                    else
                        created.Add(context.Request.Query.ContainsKey("dry_run") ? new FakeRule("0", value, tag).ToJson() : AddRule(value, tag).ToJson());
                }
            }
        }

        if (errors is [null])
        {
            await RefuseAsync(context, 422, Problem("RulesCapExceeded", "rule-cap"), null, null);
            return;
        }

        var body = new JsonObject { ["meta"] = new JsonObject { ["summary"] = new JsonObject { ["created"] = created.Count, ["not_created"] = errors.Count } } };
        var status = created.Count > 0 ? 201 : errors.Any(error => error!["title"]!.GetValue<string>() != "DuplicateRule") ? 400 : 200;
        if (created.Count > 0)
            body["data"] = created;
        if (errors.Count > 0)
            body["errors"] = errors;
        await AnswerAsync(context, status, body);
    }

    private async Task DeleteAsync(HttpContext context, string[] ids)
    {
        int deleted;
        lock (_gate)
            deleted = _rules.RemoveAll(rule => ids.Contains(rule.Id));
        if (deleted == 0)
            await RefuseAsync(context, 400, """{"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.x.com/2/problems/invalid-request","errors":[{"message":"Rule does not exist","parameters":{"ids":["1"]}}]}""", null, null);
        else
            await AnswerAsync(context, 200, new() { ["meta"] = new JsonObject { ["summary"] = new JsonObject { ["deleted"] = deleted, ["not_deleted"] = ids.Length - deleted } } });
    }

    private static async Task AnswerAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString());
    }

    private async Task RefuseAsync(HttpContext context, int status, string problem, TimeSpan? resetIn, Uri? location)
    {
        context.Response.StatusCode = status;
        if (resetIn is { } wait)
            context.Response.Headers["x-rate-limit-reset"] = (Time.GetUtcNow() + wait).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (location is not null)
            context.Response.Headers.Location = location.AbsoluteUri;
        await context.Response.WriteAsync(problem);
    }
}
