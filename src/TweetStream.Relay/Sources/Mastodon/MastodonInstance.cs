using System.Text.Json.Serialization;

namespace TweetStream.Relay.Sources.Mastodon;

/// <summary>What a server says of itself, as far as it matters here; in version 2 of that answer or in version 1.</summary>
internal sealed record MastodonInstance(string? Version, MastodonInstance.Settings? Configuration, MastodonInstance.Addresses? Urls)
{
    /// <summary>Where it streams; null where it does not say.</summary>
    [JsonIgnore]
    public string? Streaming => Configuration?.Urls?.Streaming ?? Urls?.StreamingApi;

    internal sealed record Settings(Addresses? Urls);

    /// <param name="Streaming">Of version 2.</param>
    /// <param name="StreamingApi">Of version 1.</param>
    internal sealed record Addresses(string? Streaming, string? StreamingApi);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MastodonInstance))]
internal sealed partial class MastodonJson : JsonSerializerContext;
