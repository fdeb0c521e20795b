using Microsoft.Extensions.Hosting;
using TweetStream.Counter;
using TweetStream.Tests.Counter.Feeds;
using TweetStream.Windows;

namespace TweetStream.Tests.Counter;

public sealed class CounterServiceTests
{
    [Fact]
    public async Task A_limit_that_ends_the_run_never_waits_for_the_stop_that_follows_from_it()
    {
        using var relay = new FakeRelay();
        using var log = new LogLines();
        using var meters = new Meters();
        var options = new CountOptions { Input = relay.Input, Windows = new WindowSpec(10_000, 10_000), Output = OutputFormat.None, For = TimeSpan.FromMilliseconds(300) };
        var host = new StoppingHost();
        using var service = new CounterService(options, TimeProvider.System, host, meters, log, []);
        host.Stop = () => service.StopAsync(CancellationToken.None).Wait();
        await service.StartAsync(CancellationToken.None);
        await host.Stopped.WaitAsync(Patience.Limit);
        Assert.Null(service.Failure);
    }

    /// <summary>Stops the service from another thread while the service says that it has ended, as a host may.</summary>
    private sealed class StoppingHost : IHostApplicationLifetime
    {
        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action Stop { get; set; } = () => { };

        public Task Stopped => _stopped.Task;

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
            var thread = new Thread(() =>
            {
                Stop();
                _stopped.TrySetResult();
            })
            {
                IsBackground = true,
            };
            thread.Start();
            SpinWait.SpinUntil(() => !thread.IsAlive || thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        }
    }
}
