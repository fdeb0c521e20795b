using Microsoft.Extensions.Time.Testing;

namespace TweetStream.Tests.Relay;

public sealed class RelayHealthTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_relay_is_stuck_when_what_is_due_every_second_is_not_done()
    {
        var time = new StandingTimers();
        await using var relay = await RunningRelay.StartAsync(new(), time);
        time.Advance(TimeSpan.FromSeconds(14));
        Assert.Empty(relay.Service.Health.Stuck);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("has not been done for 15 s", Assert.Single(relay.Service.Health.Stuck), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_that_has_nothing_to_do_is_not_stuck()
    {
        var time = new FakeTimeProvider(Noon);
        await using var relay = await RunningRelay.StartAsync(new(), time);
        await Eventually.HoldsAsync(() => relay.Service.Health.Unready.Count == 0, "clients are accepted");
        time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(relay.Service.Health.Stuck);
        Assert.Empty(relay.Service.Health.Unready);
    }

    /// <summary>A machine on which nothing that is due gets done.</summary>
    private sealed class StandingTimers() : FakeTimeProvider(Noon)
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
