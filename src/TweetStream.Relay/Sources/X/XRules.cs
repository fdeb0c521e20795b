using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.X;

/// <summary>
/// The rules of the account at X: brings in what is wanted, and takes out of our own what no longer is; what others made
/// stays. Owns the requests; leaves what is wanted to <see cref="XRuleSet"/>.
/// <code>
/// GET  rules   {"data":[{"id":"116","value":"#dotnet","tag":"..."}],"meta":{"next_token":"..."}}
/// POST rules   {"add":[{"value":"#dotnet","tag":"..."}]} | {"delete":{"ids":["116"]}}
///              {"data":[...],"errors":[{"value":"...","id":"116","title":"DuplicateRule","type":".../duplicate-rules"}]}
/// </code>
/// </summary>
internal sealed class XRules(SourceHttp http, TimeProvider time)
{
    private const string Path = "2/tweets/search/stream/rules";
    private const int RulesPerRequest = 100;
    private const int MaxPages = 1000;

    /// <summary>What there is, and what would have to change.</summary>
    /// <exception cref="DisconnectException">X does not answer as it should.</exception>
    public async Task<XRulePlan> PlanAsync(IReadOnlyList<string> wanted, CancellationToken stop) => XRulePlan.Of(await ReadAsync(stop), wanted);

    /// <summary>Adds first and deletes then, so that no post is missed in between; may be repeated at any time.</summary>
    /// <exception cref="DisconnectException">X does not answer as it should.</exception>
    /// <exception cref="SourceRefusedException">X takes a rule not, or there would be none.</exception>
    public async Task<XRuleState> SynchroniseAsync(IReadOnlyList<string> wanted, CancellationToken stop)
    {
        var plan = await PlanAsync(wanted, stop);
        var surplus = plan.Surplus;
        var deleted = 0;
        XAdded added;
        try
        {
            added = await AddAsync(plan.Missing, dryRun: false, stop);
        }
        catch (DisconnectException full) when (XRuleProblem.IsCap(full.Disconnect.Problem) && surplus.Count > 0)
        {
            await DeleteAsync(surplus, stop);
            (deleted, surplus) = (surplus.Count, []);
            added = await AddAsync(plan.Missing, dryRun: false, stop);
        }

        // One that X takes for the same as a wanted one, though it is spelt otherwise, is wanted.
        surplus = [.. surplus.Where(rule => !added.Duplicates.Contains(rule.Id))];
        await DeleteAsync(surplus, stop);
        plan.RequireAny(wanted);
        return new(wanted.Count, added.Count, deleted + surplus.Count, plan.Others);
    }

    /// <summary>Lets X judge the rules without taking them.</summary>
    /// <exception cref="DisconnectException">X does not answer as it should.</exception>
    /// <exception cref="SourceRefusedException">X would take a rule not.</exception>
    public Task TryAsync(IReadOnlyList<string> rules, CancellationToken stop) => AddAsync(rules, dryRun: true, stop);

    private async Task<List<XRule>> ReadAsync(CancellationToken stop)
    {
        var rules = new List<XRule>();
        var page = "";
        for (var pages = 0; pages < MaxPages; pages++)
        {
            using var answer = await AskAsync(new(HttpMethod.Get, page.Length > 0 ? $"{Path}?pagination_token={Uri.EscapeDataString(page)}" : Path), stop);
            rules.AddRange(XRuleProblem.Items(answer.RootElement, "data").Select(rule =>
                new XRule(SourceProblem.Member(rule, "id"), SourceProblem.Member(rule, "value"), SourceProblem.Member(rule, "tag"))));
            page = SourceProblem.Member(SourceProblem.Get(answer.RootElement, "meta"), "next_token");
            if (page.Length == 0)
                break;
        }

        return rules;
    }

    private async Task<XAdded> AddAsync(IReadOnlyList<string> rules, bool dryRun, CancellationToken stop)
    {
        var duplicates = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var some in rules.Chunk(RulesPerRequest))
        {
            var errors = await PostRulesAsync(some, dryRun, stop);
            duplicates.UnionWith(errors);
            count += some.Length - errors.Count;
        }

        return new(count, duplicates);
    }

    private async Task<IReadOnlyList<string>> PostRulesAsync(string[] rules, bool dryRun, CancellationToken stop)
    {
        try
        {
            using var answer = await AskAsync(Change(dryRun ? Path + "?dry_run=true" : Path, json =>
            {
                json.WriteStartArray("add");
                foreach (var rule in rules)
                {
                    json.WriteStartObject();
                    json.WriteString("value", rule);
                    json.WriteString("tag", XRule.TagOf(rule));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }), stop);
            return XRuleProblem.Duplicates(answer.RootElement, http.WithoutToken);
        }
        catch (DisconnectException refused) when (XRuleProblem.IsAboutRules(refused.Disconnect))
        {
            return XRuleProblem.Duplicates(refused.Disconnect.Problem, http.WithoutToken);
        }
    }

    private async Task DeleteAsync(IReadOnlyList<XRule> rules, CancellationToken stop)
    {
        foreach (var some in rules.Chunk(RulesPerRequest))
        {
            try
            {
                (await AskAsync(Change(Path, json =>
                {
                    json.WriteStartObject("delete");
                    json.WriteStartArray("ids");
                    foreach (var rule in some)
                        json.WriteStringValue(rule.Id);
                    json.WriteEndArray();
                    json.WriteEndObject();
                }), stop)).Dispose();
            }
            catch (DisconnectException refused) when (refused.Disconnect.Status == 400)
            {
                // Somebody else may have been faster.
                var ids = (await ReadAsync(stop)).Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
                if (some.Any(rule => ids.Contains(rule.Id)))
                    throw;
            }
        }
    }

    private static HttpRequestMessage Change(string path, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var content = new ReadOnlyMemoryContent(body.WrittenMemory) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return new(HttpMethod.Post, path) { Content = content };
    }

    private async Task<JsonDocument> AskAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var response = await http.SendAsync(request, stop);
        await using var body = new StallGuard(await response.Content.ReadAsStreamAsync(stop), SourceHttp.Patience, time);
        try
        {
            return await JsonDocument.ParseAsync(body, cancellationToken: stop);
        }
        catch (JsonException garbage)
        {
            throw new DisconnectException(new(DisconnectKind.ServerTrouble, "an answer about the rules that cannot be read"), garbage);
        }
    }

    private sealed record XAdded(int Count, HashSet<string> Duplicates);
}
