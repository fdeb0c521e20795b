using Microsoft.Extensions.DependencyInjection;
using TweetStream.Health;
using TweetStream.Web;
using TweetStream.Web.Health;
using TweetStream.Web.Metrics;

namespace TweetStream.Cli.Hosting;

/// <summary>How a service shows its operators how it is: metrics and health at its address, and metrics to a collector.</summary>
internal static class Operations
{
    /// <param name="services">Of the host.</param>
    /// <param name="process">Names the process among others.</param>
    /// <param name="serving">Where all this goes.</param>
    /// <param name="health">What is wrong with it now.</param>
    /// <param name="otherMeters">Meters of libraries that are of interest too.</param>
    public static IServiceCollection AddOperations(
        this IServiceCollection services, string process, Serving serving, Func<IServiceProvider, HealthState> health, params string[] otherMeters)
    {
        if (serving.Http is not null)
            services.AddHttp(serving.Http).AddHealth(health);
        if (serving.Http is not null || serving.Collector is not null)
            services.AddMetricsExport(process, hasPage: serving.Http is not null, serving.Collector, otherMeters);
        return services;
    }
}
