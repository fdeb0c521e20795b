using System.Text.Json;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.X;

/// <summary>
/// What X says of rules that it does not take, with a success or with a refusal.
/// <code>
/// {"errors":[{"value":"...","id":"116","title":"DuplicateRule","type":".../duplicate-rules"},
///            {"value":"...","details":["..."],"title":"UnprocessableEntity","type":".../invalid-rules"}]}
/// {"title":"RulesCapExceeded","detail":"...","type":".../rule-cap"}
/// </code>
/// </summary>
internal static class XRuleProblem
{
    /// <summary>Whether a refusal is one of single rules, not of the request.</summary>
    public static bool IsAboutRules(Disconnect refusal) =>
        refusal.Kind == DisconnectKind.Refused && !IsCap(refusal.Problem) && Items(refusal.Problem, "errors").Any(error => SourceProblem.Member(error, "value").Length > 0);

    /// <summary>Whether the account has as many rules as it may have.</summary>
    public static bool IsCap(JsonElement problem) => Is(SourceProblem.First(problem), "rule-cap", "RulesCapExceeded");

    /// <summary>The ids of rules that were there already, which is fine.</summary>
    /// <param name="answer">X's answer to rules that were to be added.</param>
    /// <param name="clean">Takes out what must not be repeated.</param>
    /// <exception cref="SourceRefusedException">Others were not taken for another reason.</exception>
    /// <exception cref="DisconnectException">There are as many as there may be.</exception>
    public static IReadOnlyList<string> Duplicates(JsonElement answer, Func<string, string> clean)
    {
        List<JsonElement> errors = [.. Items(answer, "errors")];
        if (errors.Find(IsCap) is { ValueKind: JsonValueKind.Object } cap)
            throw new DisconnectException(new(DisconnectKind.Refused, clean(SourceProblem.Text(cap))) { Problem = cap.Clone() });
        foreach (var error in errors.Where(error => !Is(error, "duplicate-rules", "DuplicateRule")))
            throw new SourceRefusedException(clean($"X does not take the rule {SourceProblem.Member(error, "value")} ({Words(error)}). Correct --track, --lang or --rule"));
        return [.. errors.Select(error => SourceProblem.Member(error, "id"))];
    }

    public static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        SourceProblem.Get(json, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    private static bool Is(JsonElement error, string type, string title) =>
        SourceProblem.Member(error, "title") == title || SourceProblem.Member(error, "type").EndsWith("/" + type, StringComparison.Ordinal);

    private static string Words(JsonElement error)
    {
        var details = Items(error, "details").Select(SourceProblem.StringOf).Where(detail => detail.Length > 0);
        return string.Join("; ", details.DefaultIfEmpty(SourceProblem.Text(error))).ReplaceLineEndings(" ");
    }
}
