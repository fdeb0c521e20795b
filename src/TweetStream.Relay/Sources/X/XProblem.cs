using System.Text.Json;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.X;

/// <summary>
/// What X says on the stream instead of a post, and what a person can do about a refusal. Owns the kinds of X's problems
/// (docs.x.com/x-api/fundamentals/response-codes-and-errors, and its OpenAPI description).
/// <code>
/// {"errors":[{"title":"operational-disconnect","disconnect_type":"UpstreamOperationalDisconnect","type":".../operational-disconnect"}]}
/// {"title":"ConnectionException","connection_issue":"TooManyConnections","type":".../streaming-connection"}
/// {"disconnect":{"code":7,"reason":"..."}}
/// </code>
/// </summary>
internal static class XProblem
{
    /// <summary>The end of the connection that a message without a post stands for; null where the stream goes on.</summary>
    public static Disconnect? Read(ReadOnlySpan<byte> message)
    {
        var json = SourceProblem.Parse(message.ToArray());
        if (SourceProblem.Get(json, "data").ValueKind == JsonValueKind.Object)
            return null;
        if (SourceProblem.Get(json, "disconnect") is { ValueKind: JsonValueKind.Object } farewell)
            return new(DisconnectKind.Dropped, Words(SourceProblem.Member(farewell, "reason")));
        var isProblem = SourceProblem.Get(json, "errors").ValueKind == JsonValueKind.Array
            || SourceProblem.Member(json, "title").Length > 0 && SourceProblem.Member(json, "type").Length > 0;
        var first = SourceProblem.First(json);
        return isProblem || Issue(first).Length > 0 ? new(Kind(first), Words(SourceProblem.Text(first))) { Problem = json } : null;
    }

    /// <summary>Whether the stream ended over its rules, which have to be looked at again.</summary>
    public static bool IsOfRules(Disconnect end) => Issue(SourceProblem.First(end.Problem)) is "InvalidRules" or "RulesInvalidIssue" or "RuleConfigurationIssue";

    /// <summary>What to do about a refusal, as a sentence.</summary>
    public static string Remedy(Disconnect refusal) => (refusal.Status, Type(SourceProblem.First(refusal.Problem))) switch
    {
        (_, "usage-capped" or "credits") or (402, _) => "Buy credits, raise the spending limit, or wait for the next month: see the Developer Console at console.x.com",
        (_, "rule-cap") => "Delete rules of the account, or give fewer of --track and --rule",
        (401, _) or (_, "unsupported-authentication") => "The bearer token is wrong or no longer valid: take the app's Bearer Token from console.x.com and give it by TWEETSTREAM__X__BEARERTOKEN, dotnet user-secrets or --x-token-file",
        (403, _) or (_, "client-forbidden") => "The app, or its plan, has no access to the filtered stream: see console.x.com",
        (400 or 422, _) => "X does not understand the request: check --track, --lang, --rule and --backfill-minutes",
        _ => "Check the address behind x:, and the app at console.x.com",
    };

    private static DisconnectKind Kind(JsonElement problem) => (Type(problem), SourceProblem.Member(problem, "title"), Issue(problem)) switch
    {
        (_, _, "TooManyConnections") => DisconnectKind.RateLimited,
        (_, _, "InvalidRules" or "RulesInvalidIssue" or "RuleConfigurationIssue") => DisconnectKind.NotReady,
        (_, _, "ProvisioningSubscription") => DisconnectKind.ServerTrouble,
        ("rate-limit-exceeded" or "streaming-connection", _, _) or (_, "ConnectionException", _) => DisconnectKind.RateLimited,
        ("operational-disconnect", _, _) or (_, "operational-disconnect", _) => DisconnectKind.ServerTrouble,
        ("usage-capped" or "credits" or "client-forbidden" or "unsupported-authentication", _, _) => DisconnectKind.Refused,
        (_, "UsageCapExceeded" or "CreditsDepleted" or "Forbidden" or "Unauthorized", _) => DisconnectKind.Refused,
        (_, _, { Length: > 0 }) => DisconnectKind.ServerTrouble,
        _ => DisconnectKind.Dropped,
    };

    private static string Issue(JsonElement problem) =>
        SourceProblem.Member(problem, "connection_issue") is { Length: > 0 } issue ? issue : SourceProblem.Member(problem, "disconnect_type");

    private static string Type(JsonElement problem)
    {
        var type = SourceProblem.Member(problem, "type");
        return type[(type.LastIndexOf('/') + 1)..];
    }

    private static string Words(string said) => said.Length > 0 ? $"X says: {said}" : "X ended it without a word";
}
