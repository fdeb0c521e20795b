using Microsoft.Extensions.DependencyInjection;
using TweetStream.Trends;

namespace TweetStream.Web.Page;

public static class PageRegistration
{
    /// <summary>Serves the live page and its JSON, which show every snapshot that the host's counter makes; asks for <see cref="HttpRegistration.AddHttp"/> too.</summary>
    public static IServiceCollection AddPage(this IServiceCollection services, PageOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ShownWindows>();
        services.AddSingleton<IObserver<Snapshot>>(provider => provider.GetRequiredService<ShownWindows>());
        services.AddSingleton<IHttpPart, LivePage>();
        return services;
    }
}
