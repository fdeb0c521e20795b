using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TweetStream.Counter;

/// <summary>Puts the counter into a host.</summary>
public static class CounterRegistration
{
    public static IServiceCollection AddCounter(this IServiceCollection services, CountOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<CounterService>();
        services.AddHostedService(provider => provider.GetRequiredService<CounterService>());
        return services;
    }
}
