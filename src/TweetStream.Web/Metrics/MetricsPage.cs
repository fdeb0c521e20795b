using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace TweetStream.Web.Metrics;

/// <summary><c>/metrics</c> in the form that Prometheus reads.</summary>
internal sealed class MetricsPage(MeterProvider metrics) : IHttpPart
{
    public void AddTo(IServiceCollection services)
    {
    }

    public void Map(WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics", metrics, null, null);
}
