using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace TweetStream.Web.Metrics;

/// <summary>
/// Collects the metrics of a process, its own and those of the .NET runtime, for a page that Prometheus reads, and for a
/// collector that they are sent to.
/// </summary>
public static class MetricsRegistration
{
    private const string OtlpPath = "v1/metrics";

    // A stop waits for the last export, and no longer than for everything else.
    private const int ExportTimeoutMilliseconds = 2_000;

    /// <param name="services">Of the host.</param>
    /// <param name="process">Names the process, such as <c>tweetstream-relay</c>, where <c>OTEL_SERVICE_NAME</c> does not.</param>
    /// <param name="hasPage">Whether <c>/metrics</c> is served, which asks for <see cref="HttpRegistration.AddHttp"/> too.</param>
    /// <param name="collector">Where metrics are sent by OTLP over HTTP; null for nowhere. Without a path it gets the usual one.</param>
    /// <param name="otherMeters">Meters of libraries that are of interest too.</param>
    public static IServiceCollection AddMetricsExport(this IServiceCollection services, string process, bool hasPage, Uri? collector, params string[] otherMeters)
    {
        services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics
                .ConfigureResource(resource => resource.AddService(process, serviceVersion: Version).AddEnvironmentVariableDetector())
                .AddMeter(["TweetStream.*", "System.Runtime", .. otherMeters]);
            if (hasPage)
                metrics.AddPrometheusExporter();
            if (collector is not null)
                metrics.AddOtlpExporter(otlp => (otlp.Protocol, otlp.Endpoint, otlp.TimeoutMilliseconds) = (OtlpExportProtocol.HttpProtobuf, WithPath(collector), ExportTimeoutMilliseconds));
        });
        if (hasPage)
            services.AddSingleton<IHttpPart, MetricsPage>();
        return services;
    }

    private static string? Version => typeof(MetricsRegistration).Assembly.GetName().Version?.ToString(3);

    private static Uri WithPath(Uri collector) => collector.AbsolutePath == "/" ? new(collector, OtlpPath) : collector;
}
