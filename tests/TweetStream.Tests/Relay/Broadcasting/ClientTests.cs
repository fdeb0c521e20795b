using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Relay.Broadcasting;

namespace TweetStream.Tests.Relay.Broadcasting;

public sealed class ClientTests
{
    private const int SmallBuffer = 4096;
    private static readonly string LongLine = new('a', 32 * 1024);

    [Fact]
    public async Task A_client_that_stops_talking_goes_on_hearing()
    {
        await using var relay = new RunningBroadcast();
        using var client = await relay.ConnectAsync();
        client.Socket.Shutdown(SocketShutdown.Send);
        for (var i = 0; i < 100; i++)
        {
            relay.Post("post " + i);
            Assert.Equal("post " + i, await client.ReadLineAsync());
        }
    }

    [Fact]
    public async Task A_client_that_joins_later_gets_what_comes_after()
    {
        await using var relay = new RunningBroadcast();
        using var first = await relay.ConnectForTextAsync();
        relay.Pass("gathered before the second came");
        using var second = await relay.ConnectAsync();
        relay.Post("for both");
        Assert.Equal(["gathered before the second came", "for both"], await first.ReadLinesAsync(2));
        Assert.Equal("for both", await second.ReadLineAsync());
    }

    [Fact]
    public async Task Rubbish_from_a_client_is_read_and_forgotten()
    {
        await using var relay = new RunningBroadcast();
        using var client = await relay.ConnectAsync();
        var rubbish = new byte[10 * 1024 * 1024];
        new Random(1).NextBytes(rubbish);
        // Returns only because the relay reads: the kernel would not take so much.
        await client.Socket.SendAsync(rubbish).WaitAsync(Patience.Limit);
        relay.Post("still here");
        Assert.Equal("still here", await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_storm_of_clients_that_come_and_vanish_leaves_nothing_behind()
    {
        await using var relay = new RunningBroadcast();
        using var steady = await relay.ConnectForTextAsync();
        const int Storm = 300;
        await Parallel.ForAsync(0, Storm, async (i, _) =>
        {
            var client = await LineClient.ConnectAsync(relay.Address);
            if (i % 3 == 0)
                await client.SayAsync(i % 2 == 0 ? "subscribe json from=latest nonce=1\n" : "half a li");
            if (i % 2 == 0)
                client.Vanish();
            else
                client.Dispose();
        });
        await Eventually.HoldsAsync(() => relay.Broadcaster.ClientsTotal == Storm + 1, "all were accepted");

        // Who left without a reset shows it at the second post.
        var posts = 0;
        await Eventually.HoldsAsync(
            () =>
            {
                relay.Post("post " + posts++);
                return relay.Broadcaster.ClientCount == 1;
            },
            "all but one are gone");
        for (var i = 0; i < posts; i++)
            Assert.Equal("post " + i, await steady.ReadLineAsync());
        Assert.Equal(0, relay.Broadcaster.SlowClients);
    }

    [Fact]
    public async Task A_client_that_never_reads_is_cut_off_beyond_its_limit_and_the_others_go_on()
    {
        await using var relay = new RunningBroadcast(new() { ClientQueueBytes = 256 * 1024 });
        using var stuck = await relay.ConnectForTextAsync(SmallBuffer);
        using var reader = await relay.ConnectForTextAsync();
        for (var i = 0; relay.Broadcaster.SlowClients == 0; i++)
        {
            // The limit and what the kernel takes are far below this.
            Assert.True(i < 2000, "nobody was cut off");
            relay.Post(LongLine);
            Assert.Equal(LongLine, await reader.ReadLineAsync());
        }

        await Eventually.HoldsAsync(() => relay.Broadcaster.ClientCount == 1, "the stuck client is gone");
        relay.Post("on and on");
        Assert.Equal("on and on", await reader.ReadLineAsync());

        // It must not take being cut off for the end of the stream.
        await stuck.ReadToEndAsync();
        Assert.Equal(SocketError.ConnectionReset, stuck.Failure);
    }

    [Fact]
    public async Task A_source_at_full_speed_waits_for_a_client_that_reads_but_not_for_one_that_does_not()
    {
        var time = new FakeTimeProvider();
        await using var relay = new RunningBroadcast(new() { ClientQueueBytes = 256 * 1024 }, time);
        using var stuck = await relay.ConnectForTextAsync(SmallBuffer);
        using var reader = await relay.ConnectForTextAsync();

        // More than the kernel takes for the stuck one.
        const int Most = 1000;
        var posts = 0;
        for (; relay.Broadcaster.SlowClients == 0 && posts < Most; posts++)
        {
            relay.Post(LongLine);
            Assert.Equal(LongLine, await reader.ReadLineAsync());
            await time.PumpUntilAsync(relay.Sink.WaitForRoomAsync(CancellationToken.None).AsTask());
        }

        Assert.InRange(posts, 5, Most - 1);
        Assert.Equal(1, relay.Broadcaster.SlowClients);
        await Eventually.HoldsAsync(() => relay.Broadcaster.ClientCount == 1, "the stuck client is gone");
        relay.Post("on and on");
        Assert.Equal("on and on", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Clients_at_any_pace_get_the_same_lines_whatever_became_of_the_buffers_meanwhile()
    {
        await using var relay = new RunningBroadcast();
        using var late = await relay.ConnectForTextAsync(SmallBuffer);
        using var subscriber = await relay.ConnectAsync(SmallBuffer);
        await subscriber.SayAsync("subscribe json from=latest nonce=1\n");
        await subscriber.ReadLineAsync();
        using var prompt = await relay.ConnectForTextAsync();
        Assert.Contains("welcome", await subscriber.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("welcome", await late.ReadLineAsync());
        var posts = Enumerable.Range(0, 1000).Select(i => $"{i} {new string((char)('a' + (i % 26)), i * 37 % 20_000)}").ToArray();
        foreach (var post in posts)
        {
            relay.Post(post);
            Assert.Equal(post, await prompt.ReadLineAsync());
        }

        foreach (var post in posts)
            Assert.Equal(post, await late.ReadLineAsync());
        foreach (var post in posts)
            Assert.Contains($"\"{post}\"", await subscriber.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_post_may_be_larger_than_the_limit()
    {
        await using var relay = new RunningBroadcast(new() { ClientQueueBytes = 1000 });
        using var client = await relay.ConnectForTextAsync();
        await Eventually.HoldsAsync(() => relay.Broadcaster.WaitingBytes == 0, "nothing waits besides");
        relay.Post(LongLine);
        Assert.Equal(LongLine, await client.ReadLineAsync());
    }

    [Fact]
    public async Task At_the_end_a_client_gets_all_that_waits_and_a_regular_end()
    {
        await using var relay = new RunningBroadcast();
        using var client = await relay.ConnectForTextAsync(SmallBuffer);
        using var undecided = await relay.ConnectAsync();
        const int Posts = 500;
        for (var i = 0; i < Posts; i++)
            relay.Pass(LongLine);
        var finishing = relay.Broadcaster.FinishAsync(CancellationToken.None);
        var both = await Task.WhenAll(client.ReadToEndAsync(), undecided.ReadToEndAsync());
        await finishing;
        Assert.All(both, bytes => Assert.Equal(Posts * (LongLine.Length + 1), bytes.Length));
        Assert.Equal((null, null), (client.Failure, undecided.Failure));
    }

    [Fact]
    public async Task At_the_end_a_client_that_takes_nothing_is_given_up()
    {
        var time = new FakeTimeProvider();
        await using var relay = new RunningBroadcast(time: time);
        using var stuck = await relay.ConnectForTextAsync(SmallBuffer);
        for (var i = 0; i < 500; i++)
            relay.Post(LongLine);
        var finishing = relay.Broadcaster.FinishAsync(CancellationToken.None);
        await time.PumpUntilAsync(finishing);
        await finishing;
        Assert.Equal((0, 1), (relay.Broadcaster.ClientCount, relay.Broadcaster.SlowClients));
    }

    [Fact]
    public async Task A_stop_ends_behind_a_whole_line_and_what_the_client_still_had_to_get_is_left_out()
    {
        var time = new FakeTimeProvider();
        await using var relay = new RunningBroadcast(time: time);
        using var client = await relay.ConnectForTextAsync(SmallBuffer);
        const int Posts = 1000;
        for (var i = 0; i < Posts; i++)
            relay.Post(LongLine);
        var stopping = relay.Broadcaster.StopAsync();
        time.Advance(Broadcaster.StopStep);
        var received = await client.ReadToEndAsync();
        await time.PumpUntilAsync(stopping);
        Assert.Null(client.Failure);
        Assert.Equal(0, received.Length % (LongLine.Length + 1));
        Assert.InRange(received.Length / (LongLine.Length + 1), 1, Posts - 1);
    }

    [Fact]
    public async Task More_clients_than_allowed_are_turned_away()
    {
        await using var relay = new RunningBroadcast(new() { MaxClients = 1 });
        using var first = await relay.ConnectForTextAsync();
        using var second = await LineClient.ConnectAsync(relay.Address);
        Assert.Null(await second.ReadLineAsync());
        relay.Post("for one");
        Assert.Equal("for one", await first.ReadLineAsync());
    }

    [Fact]
    public async Task A_line_holds_a_whole_post_however_it_was_broken()
    {
        await using var relay = new RunningBroadcast();
        using var client = await relay.ConnectForTextAsync();
        relay.Post("one\ntwo\r\nthree\u2028four");
        relay.Post("next");
        Assert.Equal(["one two three four", "next"], await client.ReadLinesAsync(2));
    }

    [Fact]
    public async Task A_client_for_which_a_post_has_waited_too_long_is_cut_off()
    {
        var time = new FakeTimeProvider();
        await using var relay = new RunningBroadcast(new() { ClientAge = TimeSpan.FromSeconds(60) }, time);
        using var stuck = await relay.ConnectForTextAsync(SmallBuffer);
        using var healthy = await relay.ConnectForTextAsync();
        Assert.Equal("welcome", await stuck.ReadLineAsync());
        // More than the kernel takes, and less than the queue may hold.
        const int Posts = 500;
        for (var i = 0; i < Posts; i++)
            relay.Post(LongLine);
        await healthy.ReadLinesAsync(Posts);
        time.Advance(TimeSpan.FromSeconds(60));
        relay.Broadcaster.Maintain();
        Assert.Equal(0, relay.Broadcaster.SlowClients);
        time.Advance(TimeSpan.FromMilliseconds(1));
        relay.Broadcaster.Maintain();
        Assert.Equal(1, relay.Broadcaster.SlowClients);
        await stuck.ReadToEndAsync();
        Assert.Equal(SocketError.ConnectionReset, stuck.Failure);
        relay.Post("healthy");
        Assert.Equal("healthy", await healthy.ReadLineAsync());
    }
}
