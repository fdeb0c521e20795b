using System.Net;
using System.Net.Sockets;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.X;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>Every row of the back-off table through the source itself: what X does, and when X is asked again.</summary>
public sealed class XReconnectTests
{
    [Fact]
    public async Task A_storm_of_5xx_is_met_with_waits_that_double_from_5_s_to_320_s()
    {
        await using var x = await RunningX.StartAsync(prepare: fake => fake.Refuse(503, times: 8));
        await WaitsOverAsync(x, 5, 10, 20, 40, 80, 160, 320, 320);
        await x.Source.ConnectedAsync();
        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 320], Gaps(x.Fake));
    }

    [Fact]
    public async Task With_jitter_no_attempt_comes_earlier_than_the_table_says()
    {
        await using var x = await RunningX.StartAsync(prepare: fake => fake.Refuse(500, times: 5), chance: 0.9);
        for (var i = 0; i < 5; i++)
            await x.Source.WaitOverAsync();
        await x.Source.ConnectedAsync();
        Assert.All(Gaps(x.Fake).Zip([5.0, 10, 20, 40, 80]), gap => Assert.InRange(gap.First, gap.Second + 0.001, gap.Second * 1.2));
    }

    [Fact]
    public async Task A_rate_limit_without_a_time_is_met_with_waits_that_double_from_a_minute()
    {
        await using var x = await RunningX.StartAsync(prepare: fake => fake.Refuse(429, times: 6));
        await WaitsOverAsync(x, 60, 120, 240, 480, 900, 900);
        await x.Source.ConnectedAsync();
    }

    [Fact]
    public async Task No_attempt_comes_before_the_time_at_which_X_lifts_a_rate_limit()
    {
        await using var x = await RunningX.StartAsync(prepare: fake =>
        {
            fake.Refuse(429, resetIn: TimeSpan.FromSeconds(700));
            fake.Refuse(429, resetIn: TimeSpan.FromSeconds(10));
        });
        await WaitsOverAsync(x, 700, 120);
        await x.Source.ConnectedAsync();
    }

    [Fact]
    public async Task Where_somebody_else_holds_the_only_stream_it_is_tried_again_after_a_minute()
    {
        await using var x = await RunningX.StartAsync(prepare: fake => fake.IsTaken = true);
        await WaitsOverAsync(x, 60);
        await x.Source.WaitsAsync();
        x.Fake.IsTaken = false;
        await WaitsOverAsync(x, 120);
        await x.Source.ConnectedAsync();
        Assert.Contains(x.Log.Warnings, line => line.Contains($"{RunningX.Name}: too many requests (HTTP 429: ConnectionException: ConnectionException it is)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_X_says_on_the_stream_that_there_are_too_many_it_stays_away_as_long()
    {
        await using var x = await RunningX.StartAsync();
        await (await x.Fake.NextAsync()).EndAsync($$"""{"errors":[{{FakeX.TooManyConnections}}]}""" + "\r\n");
        await WaitsOverAsync(x, 60);
    }

    [Fact]
    public async Task Rules_that_have_gone_are_made_again_and_the_stream_opened_5_s_later()
    {
        await using var x = await RunningX.StartAsync(prepare: fake => fake.Refuse(503));
        await x.Source.WaitsAsync();
        x.Fake.ClearRules();
        await WaitsOverAsync(x, 5, 5);
        await x.Source.ConnectedAsync();
        Assert.Equal("#dotnet", Assert.Single(x.Fake.Rules).Value);
        Assert.Equal([5, 5], Gaps(x.Fake));
    }

    [Fact]
    public async Task Rules_are_not_asked_for_at_every_reconnect()
    {
        await using var x = await RunningX.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await (await x.Fake.NextAsync()).EndAsync();
            if (i > 0)
                await x.Source.WaitOverAsync();
        }

        await x.Fake.NextAsync();
        Assert.Equal(2, x.Fake.Requests.Count(request => request.PathAndQuery.Contains("/rules", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stream_without_a_byte_for_30_s_is_left_and_one_with_keep_alives_is_not()
    {
        await using var x = await RunningX.StartAsync();
        var connection = await x.Fake.NextAsync();
        await XStreamTests.AdvanceWithLifeAsync(x, connection, TimeSpan.FromSeconds(100));
        Assert.Single(x.Fake.Attempts);
        x.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(x.Log.Warnings);
        await x.Time.PumpUntilAsync(() => x.Log.Warnings.Count > 0, TimeSpan.FromMilliseconds(100));
        await connection.Over;
        Assert.True(x.Time.GetUtcNow() >= RunningSource.Start + TimeSpan.FromSeconds(130));
        Assert.Equal($"{RunningX.Name}: the connection is dead (not a byte for 30 s); connecting again at once", x.Log.Warnings[0]);
    }

    [Fact]
    public async Task Trouble_with_the_rules_is_waited_for_as_that_with_the_stream()
    {
        await using var x = await RunningX.StartAsync(prepare: fake => fake.RefuseRules(503, times: 2));
        await WaitsOverAsync(x, 5, 10);
        await x.Source.ConnectedAsync();
        Assert.Equal("1 rule in force, 1 added", x.Source.Source.State.Words);
    }

    [Fact]
    public async Task Where_nobody_listens_each_wait_is_250_ms_longer()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = new Uri($"http://{closed.LocalEndpoint}");
        closed.Stop();
        await using var source = await RunningSource.StartAsync(RunningX.Options, parts => new XSource(SourceSpec.Network(SourceKind.X, address), parts));
        foreach (var expected in (double[])[0.25, 0.5, 0.75, 1])
            Assert.Equal(expected, (await source.WaitOverAsync()).TotalSeconds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_drops_is_opened_at_once_one_time_and_then_after_a_while(bool regularly)
    {
        await using var x = await RunningX.StartAsync();
        foreach (var wait in (double[])[0, 0.25, 0.5])
        {
            var connection = await x.Fake.NextAsync();
            await x.Source.ConnectedAsync();
            if (regularly)
                await connection.EndAsync();
            else
                connection.Abort();
            if (wait > 0)
                await WaitsOverAsync(x, wait);
        }

        await x.Fake.NextAsync();
        Assert.Equal([0, 0.25, 0.5], Gaps(x.Fake));
    }

    [Fact]
    public async Task When_X_restarts_something_the_waits_after_the_first_are_those_of_its_trouble()
    {
        await using var x = await RunningX.StartAsync();
        foreach (var wait in (double[])[0, 5, 10])
        {
            await (await x.Fake.NextAsync()).EndAsync(FakeX.OperationalDisconnect);
            if (wait > 0)
                await WaitsOverAsync(x, wait);
        }

        await x.Fake.NextAsync();
        Assert.Equal([0, 5, 10], Gaps(x.Fake));
        Assert.Equal($"{RunningX.Name}: the network has trouble (X says: operational-disconnect: operational-disconnect it is); connecting again at once", x.Log.Warnings[0]);
    }

    [Fact]
    public async Task When_X_finds_the_rules_invalid_they_are_looked_at_again()
    {
        await using var x = await RunningX.StartAsync();
        var connection = await x.Fake.NextAsync();
        x.Fake.ClearRules();
        await connection.EndAsync($$"""{"errors":[{{FakeX.Problem("operational-disconnect", "operational-disconnect", ",\"disconnect_type\":\"InvalidRules\"")}}]}""" + "\r\n");
        await WaitsOverAsync(x, 5);
        await x.Fake.NextAsync();
        Assert.Equal("#dotnet", Assert.Single(x.Fake.Rules).Value);
    }

    private static async Task WaitsOverAsync(RunningX x, params double[] waits)
    {
        foreach (var expected in waits)
            Assert.Equal(expected, (await x.Source.WaitOverAsync()).TotalSeconds);
    }

    private static double[] Gaps(FakeX fake) => [.. fake.Attempts.Zip(fake.Attempts.Skip(1), (earlier, later) => (later - earlier).TotalSeconds)];
}
