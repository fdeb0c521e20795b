using System.Text.Json;

namespace TweetStream.Relay.Sources.Live;

/// <summary>
/// What a network says when it is not content, in its own JSON.
/// <code>
/// X         {"title":"...","detail":"...","type":"https://api.x.com/2/problems/usage-capped"}, alone or in {"errors":[...]}
/// Mastodon  {"error":"..."}
/// Bluesky   {"error":"CursorTooOld","message":"..."}, or as a mere notice {"name":"OutdatedCursor","message":"..."}
/// </code>
/// </summary>
internal static class SourceProblem
{
    private static readonly string[] Words = ["title", "error", "name", "detail", "message", "error_description"];

    /// <summary>The JSON; of kind Undefined where it is none.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>Its words on one line; empty where there are none.</summary>
    public static string Text(JsonElement problem)
    {
        var first = First(problem);
        var words = Words.Select(name => Member(first, name)).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal);
        return string.Concat(string.Join(": ", words).Select(c => char.IsControl(c) ? ' ' : c));
    }

    /// <summary>Whether the plan is used up, which no waiting mends.</summary>
    public static bool IsUsedUp(JsonElement problem)
    {
        problem = First(problem);
        return Member(problem, "type").EndsWith("/usage-capped", StringComparison.Ordinal)
            || Member(problem, "title") is "UsageCapExceeded" or "usage-capped";
    }

    /// <summary>A member that is a string; empty for anything else.</summary>
    public static string Member(JsonElement problem, string name) => StringOf(Get(problem, name));

    /// <summary>What a string says; empty for anything else.</summary>
    public static string StringOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return "";
        }
    }

    /// <summary>The first where there are several, which tells enough.</summary>
    public static JsonElement First(JsonElement problem) =>
        Member(problem, "title").Length == 0 && Get(problem, "errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0
            ? errors[0] : problem;

    /// <summary>A member; undefined where there is none.</summary>
    public static JsonElement Get(JsonElement problem, string name)
    {
        try
        {
            return problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out var value) ? value : default;
        }
        catch (InvalidOperationException)
        {
            // A name holds half a surrogate pair.
            return default;
        }
    }
}
