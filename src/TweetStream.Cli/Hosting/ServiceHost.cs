using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace TweetStream.Cli.Hosting;

/// <summary>The host that every long-running command uses: logs on standard error, a stop within a second on Ctrl-C or SIGTERM.</summary>
internal static class ServiceHost
{
    public static IHost Build(Action<IServiceCollection> add, LogForm form, LogLevel least = LogLevel.Information)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "tweetstream" });
        // Where OpenTelemetry looks for its OTEL_ variables.
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(700));
        builder.Logging
            .SetMinimumLevel(least)
            .AddFilter("Microsoft", LogLevel.None)
            .AddConsole(console => (console.LogToStandardErrorThreshold, console.FormatterName) = (LogLevel.Trace, form == LogForm.Json ? JsonLog.FormatterName : PlainLog.FormatterName));
        builder.Services.AddSingleton<ConsoleFormatter, PlainLog>().AddSingleton<ConsoleFormatter, JsonLog>();
        add(builder.Services);
        return builder.Build();
    }
}
