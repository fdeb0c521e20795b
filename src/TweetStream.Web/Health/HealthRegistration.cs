using Microsoft.Extensions.DependencyInjection;
using TweetStream.Health;

namespace TweetStream.Web.Health;

public static class HealthRegistration
{
    /// <summary>Serves <c>/healthz</c> and <c>/readyz</c>, which asks for <see cref="HttpRegistration.AddHttp"/> too.</summary>
    /// <param name="services">Of the host.</param>
    /// <param name="ask">What is wrong with the process now; must wait for nothing, least of all for what it tells of.</param>
    public static IServiceCollection AddHealth(this IServiceCollection services, Func<IServiceProvider, HealthState> ask) =>
        services.AddSingleton<IHttpPart>(provider => new HealthPage(() => ask(provider)));
}
