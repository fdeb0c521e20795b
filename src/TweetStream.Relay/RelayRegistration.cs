using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TweetStream.Relay;

public static class RelayRegistration
{
    /// <summary>Adds the relay as a hosted service, which can also be asked for as <see cref="RelayService"/>.</summary>
    public static IServiceCollection AddRelay(this IServiceCollection services, RelayOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<RelayService>();
        services.AddHostedService(provider => provider.GetRequiredService<RelayService>());
        return services;
    }
}
