using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TweetStream.Web.Page;

namespace TweetStream.Web;

/// <summary>How the JSON that a process serves is written, and its description (OpenAPI) at <c>/openapi.json</c>.</summary>
public static class Api
{
    /// <param name="services">Of the server.</param>
    /// <param name="description">What is served, in a sentence.</param>
    public static void AddApi(this IServiceCollection services, string description)
    {
        services.ConfigureHttpJsonOptions(json => PageJson.Configure(json.SerializerOptions));
        services.AddOpenApi(document => document.AddDocumentTransformer((openApi, _, _) =>
        {
            openApi.Info.Title = "TweetStream";
            openApi.Info.Description = description;
            openApi.Info.Version = "1";
            return Task.CompletedTask;
        }));
    }

    public static void MapApi(this WebApplication app) => app.MapOpenApi("/openapi.json");
}
