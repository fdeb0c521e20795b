using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TweetStream.Trends;
using TweetStream.Web.Page;

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

    /// <summary>Adds the live page and its JSON, which show every snapshot that the host's counter makes.</summary>
    public static IServiceCollection AddPage(this IServiceCollection services, PageOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ShownWindows>();
        services.AddSingleton<IObserver<Snapshot>>(provider => provider.GetRequiredService<ShownWindows>());
        services.AddSingleton<IHttpPart, LivePage>();
        return services;
    }
}
