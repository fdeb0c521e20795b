using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace TweetStream.Batch.Export;

/// <summary>Puts an export into a host.</summary>
public static class ExportRegistration
{
    public static IServiceCollection AddExport(this IServiceCollection services, ExportOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ExportService>();
        services.AddHostedService(provider => provider.GetRequiredService<ExportService>());
        return services;
    }
}
