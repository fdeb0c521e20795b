using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace TweetStream.Cli.Hosting;

/// <summary>
/// The host that every long-running command uses: logs on standard error, a stop within a second on Ctrl-C or SIGTERM. A
/// service of systemd tells it when it is ready and when it stops.
/// </summary>
internal static class ServiceHost
{
    public static IHost Build(Action<IServiceCollection> add, LogLevel least = LogLevel.Information)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "tweetstream" });
        // Where OpenTelemetry looks for its OTEL_ variables.
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.AddSingleton(TimeProvider.System);
        // Not by AddSystemd(), which asks who our parent is: a unit that hides other processes keeps that from us.
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 })
            builder.Services.AddSingleton<ISystemdNotifier, SystemdNotifier>().AddSingleton<IHostLifetime, SystemdLifetime>();
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(700));
        builder.Logging
            .SetMinimumLevel(least)
            .AddFilter("Microsoft", LogLevel.None)
            .AddFilter("Orleans", LogLevel.None)
            .AddFilter("Polly", LogLevel.None)
            .AddConsole(console => (console.LogToStandardErrorThreshold, console.FormatterName) = (LogLevel.Trace, StandardError.Form == LogForm.Json ? JsonLog.FormatterName : PlainLog.FormatterName));
        builder.Services.AddSingleton<ConsoleFormatter, PlainLog>().AddSingleton<ConsoleFormatter, JsonLog>();
        add(builder.Services);
        return builder.Build();
    }
}
