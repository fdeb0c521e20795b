using CsCheck;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Live;

/// <summary>The back-off table, row by row, in virtual time.</summary>
public sealed class ReconnectPolicyTests
{
    private readonly FakeTimeProvider _time = new(new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Where_nobody_can_be_reached_each_wait_is_250_ms_longer_up_to_16_s() =>
        Assert.Equal(Enumerable.Range(1, 49).Select(i => Math.Min(16, i * 0.25)), Waits(DisconnectKind.Unreachable, 49));

    [Fact]
    public void Trouble_of_the_network_doubles_5_s_up_to_320_s() =>
        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 320], Waits(DisconnectKind.ServerTrouble, 8));

    [Fact]
    public void A_rate_limit_doubles_60_s_up_to_15_min() =>
        Assert.Equal([60, 120, 240, 480, 900, 900], Waits(DisconnectKind.RateLimited, 6));

    [Fact]
    public void What_is_not_ready_is_tried_again_after_5_s() => Assert.Equal([5, 5, 5], Waits(DisconnectKind.NotReady, 3));

    [Theory]
    [InlineData(30, 60)]
    [InlineData(61, 61)]
    [InlineData(899, 899)]
    [InlineData(1200, 1200)]
    public void No_attempt_comes_before_the_time_that_the_network_names(int named, int expected)
    {
        var policy = Policy();
        policy.Attempting();
        Assert.Equal(expected, policy.Wait(new(DisconnectKind.RateLimited, "429", TimeSpan.FromSeconds(named))).TotalSeconds);
    }

    [Fact]
    public void A_time_that_no_network_means_is_not_waited_for()
    {
        var policy = Policy();
        policy.Attempting();
        Assert.Equal(60, policy.Wait(new(DisconnectKind.RateLimited, "429", TimeSpan.FromDays(40))).TotalSeconds);
    }

    [Theory]
    [InlineData(nameof(DisconnectKind.Dropped), 0.25)]
    [InlineData(nameof(DisconnectKind.Silent), 0.25)]
    [InlineData(nameof(DisconnectKind.ServerTrouble), 5)]
    public void A_connection_that_stood_is_made_again_at_once_one_time_and_then_by_kind(string kind, double second)
    {
        var policy = Policy();
        Assert.Equal(0, Connection(policy, kind, TimeSpan.FromSeconds(1)).TotalSeconds);
        Assert.Equal(second, Connection(policy, kind, TimeSpan.FromSeconds(59)).TotalSeconds);
        Assert.Equal(second * 2, Connection(policy, kind, TimeSpan.FromSeconds(59)).TotalSeconds);
    }

    [Fact]
    public void A_minute_of_connection_makes_everything_start_over()
    {
        var policy = Policy();
        foreach (var kind in (DisconnectKind[])[DisconnectKind.Unreachable, DisconnectKind.ServerTrouble, DisconnectKind.RateLimited, DisconnectKind.RateLimited])
        {
            policy.Attempting();
            policy.Wait(new(kind, ""));
        }

        Assert.Equal(0, Connection(policy, nameof(DisconnectKind.Dropped), TimeSpan.FromSeconds(60)).TotalSeconds);
        Assert.Equal([60, 120], Waits(DisconnectKind.RateLimited, 2, policy));
        Assert.Equal(0.25, Waits(DisconnectKind.Unreachable, 1, policy)[0]);
        Assert.Equal(5, Waits(DisconnectKind.ServerTrouble, 1, policy)[0]);
    }

    [Fact]
    public void What_paused_by_itself_goes_on_at_once() => Assert.Equal([0, 0], Waits(DisconnectKind.Paused, 2));

    [Fact]
    public void A_rate_limit_on_a_connection_that_stood_is_waited_for_all_the_same() =>
        Assert.Equal(60, Connection(Policy(), nameof(DisconnectKind.RateLimited), TimeSpan.FromMinutes(5)).TotalSeconds);

    [Theory]
    [InlineData(10, 5)]
    [InlineData(7, 7)]
    [InlineData(50, 1)]
    public void An_attempt_of_several_connections_counts_as_many(int connections, int attempts)
    {
        var policy = Policy();
        var begun = _time.GetUtcNow();
        var waits = new List<double>();
        for (var i = 0; i < attempts; i++)
        {
            policy.Attempting(connections);
            waits.Add(policy.Wait(new(DisconnectKind.Unreachable, "")).TotalSeconds);
            _time.Advance(TimeSpan.FromSeconds(waits[^1]));
        }

        Assert.Equal(Enumerable.Range(1, attempts - 1).Select(i => i * 0.25), waits.SkipLast(1));
        Assert.Equal(ReconnectPolicy.AttemptWindow, _time.GetUtcNow() - begun);
    }

    /// <summary>Whatever happens: never earlier than the table says, at most 20 % later, and never more than 50 attempts in 15 minutes.</summary>
    [Fact]
    public void No_history_makes_it_faster_than_the_table() =>
        Gen.Select(Gen.Enum<DisconnectKind>(), Gen.Int[-1, 90], Gen.Int[-1, 1000], Gen.Double[0, 0.999]).Array[1, 200].Sample(history =>
        {
            var time = new FakeTimeProvider();
            var chance = 0.0;
            var policy = new ReconnectPolicy(time, () => chance);
            var attempts = new List<DateTimeOffset>();
            var steps = new Dictionary<DisconnectKind, int>();
            var mayRetryAtOnce = true;
            foreach (var (kind, connected, named, jitter) in history)
            {
                chance = jitter;
                attempts.Add(time.GetUtcNow());
                Assert.True(attempts.Count(at => time.GetUtcNow() - at < TimeSpan.FromMinutes(15)) <= 50);
                policy.Attempting();
                if (connected >= 0)
                {
                    policy.Connected();
                    time.Advance(TimeSpan.FromSeconds(connected));
                }

                if (connected >= 60)
                {
                    steps.Clear();
                    mayRetryAtOnce = true;
                }

                var wait = policy.Wait(new(kind, "", named < 0 ? null : TimeSpan.FromSeconds(named))).TotalSeconds;
                var least = Least(kind, connected >= 0, steps, ref mayRetryAtOnce);
                Assert.True(wait >= Math.Max(least, named), $"{kind}: {wait} s, at least {least} s");
                time.Advance(TimeSpan.FromSeconds(wait));
            }
        });

    // The table once more, as simply as it can be written.
    private static double Least(DisconnectKind kind, bool connected, Dictionary<DisconnectKind, int> steps, ref bool mayRetryAtOnce)
    {
        if (connected && mayRetryAtOnce && kind is not (DisconnectKind.RateLimited or DisconnectKind.NotReady or DisconnectKind.Paused))
        {
            mayRetryAtOnce = false;
            return 0;
        }

        var row = kind is DisconnectKind.RateLimited or DisconnectKind.ServerTrouble or DisconnectKind.NotReady or DisconnectKind.Paused ? kind : DisconnectKind.Unreachable;
        var step = steps[row] = steps.GetValueOrDefault(row) + 1;
        return row switch
        {
            DisconnectKind.RateLimited => Math.Min(900, 60 * Math.Pow(2, step - 1)),
            DisconnectKind.ServerTrouble => Math.Min(320, 5 * Math.Pow(2, step - 1)),
            DisconnectKind.NotReady => 5,
            DisconnectKind.Paused => 0,
            _ => Math.Min(16, 0.25 * step),
        };
    }

    private ReconnectPolicy Policy() => new(_time, () => 0);

    private double[] Waits(DisconnectKind kind, int count, ReconnectPolicy? policy = null)
    {
        policy ??= Policy();
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            policy.Attempting();
            var wait = policy.Wait(new(kind, ""));
            _time.Advance(wait);
            return wait.TotalSeconds;
        })];
    }

    private TimeSpan Connection(ReconnectPolicy policy, string kind, TimeSpan lasts)
    {
        policy.Attempting();
        policy.Connected();
        _time.Advance(lasts);
        return policy.Wait(new(Enum.Parse<DisconnectKind>(kind), ""));
    }
}
