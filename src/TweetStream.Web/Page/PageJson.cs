using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TweetStream.Web.Page;

/// <summary>How the page's answers are written. They are always sent as JSON, so letters of every script stand as they are.</summary>
internal static class PageJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    static PageJson() => Configure(Options);

    public static void Configure(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
    }

    public static string Serialize(WindowView window) => JsonSerializer.Serialize(window, Options);
}
