using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TweetStream.Health;

namespace TweetStream.Web.Health;

/// <summary>
/// <c>/healthz</c> says whether the process moves, <c>/readyz</c> whether it also does what it is for: 200 or 503, and in plain
/// words what is wrong.
/// <code>body = {"status": "ok" | "failing", "problems": [ string, ... ]}</code>
/// </summary>
internal sealed class HealthPage(Func<HealthState> ask) : IHttpPart
{
    public void AddTo(IServiceCollection services)
    {
    }

    public void Map(WebApplication app)
    {
        app.MapMethods("/healthz", Methods, context => AnswerAsync(context, ask().Stuck));
        app.MapMethods("/readyz", Methods, context => AnswerAsync(context, ask() is var state ? [.. state.Stuck, .. state.Unready] : []));
    }

    private static string[] Methods => [HttpMethods.Get, HttpMethods.Head];

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<string> problems)
    {
        context.Response.StatusCode = problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(new(problems.Count == 0 ? "ok" : "failing", problems), HealthJson.Default.HealthAnswer, cancellationToken: context.RequestAborted);
    }
}

/// <summary>What <c>/healthz</c> and <c>/readyz</c> answer.</summary>
internal sealed record HealthAnswer(string Status, IReadOnlyList<string> Problems);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
