using System.Text.Json.Nodes;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>A rule of the account in <see cref="FakeX"/>, and what X says of it.</summary>
internal sealed record FakeRule(string Id, string Value, string? Tag)
{
    public JsonObject ToJson() => Tag is null ? new() { ["id"] = Id, ["value"] = Value } : new() { ["id"] = Id, ["value"] = Value, ["tag"] = Tag };

    /// <summary>The error for a rule that is there already.</summary>
    public JsonObject ToDuplicate() => new() { ["value"] = Value, ["id"] = Id, ["title"] = "DuplicateRule", ["type"] = "https://api.x.com/2/problems/duplicate-rules" };

    /// <summary>The error for a rule that X cannot read.</summary>
    public static JsonObject Invalid(string value) => new()
    {
        ["value"] = value,
        ["details"] = new JsonArray($"no viable alternative at input '{value}' (at position 1)"),
        ["title"] = "UnprocessableEntity",
        ["type"] = "https://api.x.com/2/problems/invalid-rules",
    };
}
