using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Trends;

namespace TweetStream.Counter.Watching;

/// <summary>Puts into a host what shows the windows that others count.</summary>
public static class WatchRegistration
{
    /// <param name="services">Of the host.</param>
    /// <param name="options">What is shown, and where; how it is counted makes no difference.</param>
    /// <param name="snapshots">What others count.</param>
    public static IServiceCollection AddWatch(this IServiceCollection services, CountOptions options, IAsyncEnumerable<Snapshot> snapshots)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new WatchService(
            options,
            snapshots,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetServices<IObserver<Snapshot>>()));
        services.AddHostedService(provider => provider.GetRequiredService<WatchService>());
        return services;
    }
}
