using System.Net;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests.Operations;

/// <summary>What a process says at <c>/healthz</c> and <c>/readyz</c>.</summary>
internal sealed record Readiness(HttpStatusCode Code, string Status, string Problems)
{
    private static readonly HttpClient Client = new() { Timeout = Patience.Limit };

    /// <summary>Asks once.</summary>
    public static async Task<Readiness> OfAsync(int port, string path = "readyz")
    {
        using var response = await Client.GetAsync(new Uri($"http://127.0.0.1:{port}/{path}"));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return new(response.StatusCode, (string)body["status"]!, string.Join("; ", body["problems"]!.AsArray().Select(problem => (string)problem!)));
    }

    /// <summary>Asks until it is ready.</summary>
    public static Task ReadyAsync(int port) => UntilAsync(port, "readyz", answer => answer == new Readiness(HttpStatusCode.OK, "ok", ""));

    /// <summary>Asks until it says this is wrong.</summary>
    public static Task FailingAsync(int port, string problem, string path = "readyz") =>
        UntilAsync(port, path, answer => answer is { Code: HttpStatusCode.ServiceUnavailable, Status: "failing" } && answer.Problems.Contains(problem, StringComparison.Ordinal));

    private static async Task UntilAsync(int port, string path, Func<Readiness, bool> holds)
    {
        Readiness? last = null;
        await Eventually.HoldsAsync(async () => holds(last = await OfAsync(port, path)), () => $"at last it said {last}");
    }
}
