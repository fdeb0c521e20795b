using System.Net;
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
    /// <param name="address">Where it serves HTTP; null for nowhere.</param>
    /// <param name="collector">Where its metrics are sent; null for nowhere.</param>
    /// <param name="health">What is wrong with it now.</param>
    public static IServiceCollection AddOperations(
        this IServiceCollection services, string process, IPEndPoint? address, Uri? collector, Func<IServiceProvider, HealthState> health)
    {
        if (address is not null)
            services.AddHttp(address).AddHealth(health);
        if (address is not null || collector is not null)
            services.AddMetricsExport(process, hasPage: address is not null, collector);
        return services;
    }
}
