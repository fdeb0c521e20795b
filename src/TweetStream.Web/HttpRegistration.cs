using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TweetStream.Web;

/// <summary>Puts the HTTP server into a host; its parts are the <see cref="IHttpPart"/> services.</summary>
public static class HttpRegistration
{
    public static IServiceCollection AddHttp(this IServiceCollection services, HttpOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<HttpServer>();
        services.AddHostedService(provider => provider.GetRequiredService<HttpServer>());
        return services;
    }
}
