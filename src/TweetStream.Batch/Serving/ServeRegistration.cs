using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TweetStream.Web;

namespace TweetStream.Batch.Serving;

/// <summary>Puts answers over HTTP into a host, which asks for <see cref="HttpRegistration.AddHttp"/> too.</summary>
public static class ServeRegistration
{
    public static IServiceCollection AddServe(this IServiceCollection services, ServeOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<AnswerService>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerService>());
        services.AddSingleton<IHttpPart, AnswerApi>();
        return services;
    }
}
