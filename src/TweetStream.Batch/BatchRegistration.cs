using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TweetStream.Batch;

/// <summary>Puts the batch layer into a host.</summary>
public static class BatchRegistration
{
    public static IServiceCollection AddBatch(this IServiceCollection services, BatchOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<BatchService>();
        services.AddHostedService(provider => provider.GetRequiredService<BatchService>());
        return services;
    }
}
