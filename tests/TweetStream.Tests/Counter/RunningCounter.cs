using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Counter;

namespace TweetStream.Tests.Counter;

/// <summary>A whole counter in a host.</summary>
internal sealed class RunningCounter : IAsyncDisposable
{
    private readonly IHost _host;

    private RunningCounter(IHost host, LogLines log) => (_host, Log) = (host, log);

    public CounterService Service => _host.Services.GetRequiredService<CounterService>();

    public LogLines Log { get; }

    public static async Task<RunningCounter> StartAsync(CountOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var log = new LogLines();
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddCounter(options);
        var counter = new RunningCounter(builder.Build(), log);
        await counter._host.StartAsync();
        return counter;
    }

    /// <summary>Waits until it has ended by itself; the failure that ended it.</summary>
    public async Task<Exception?> EndAsync()
    {
        await _host.WaitForShutdownAsync().WaitAsync(Patience.Limit);
        return Service.Failure;
    }

    public async Task StopAsync()
    {
        await _host.StopAsync();
        await Service.ExecuteTask!;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
