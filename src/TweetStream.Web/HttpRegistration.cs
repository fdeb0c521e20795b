using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TweetStream.Web;

/// <summary>Puts the HTTP server into a host; its parts are the <see cref="IHttpPart"/> services.</summary>
public static class HttpRegistration
{
    /// <param name="services">Of the host.</param>
    /// <param name="address">Where to listen; port 0 for any that is free.</param>
    public static IServiceCollection AddHttp(this IServiceCollection services, IPEndPoint address)
    {
        services.AddSingleton(provider => new HttpServer(
            address,
            provider.GetServices<IHttpPart>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(provider => provider.GetRequiredService<HttpServer>());
        return services;
    }
}
