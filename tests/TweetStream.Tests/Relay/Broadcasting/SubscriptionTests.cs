using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Wire;

namespace TweetStream.Tests.Relay.Broadcasting;

public sealed class SubscriptionTests
{
    [Fact]
    public async Task A_silent_client_gets_text_and_loses_nothing_of_what_came_while_it_was_silent()
    {
        var time = new FakeTimeProvider();
        await using var relay = new RunningBroadcast(time: time);
        using var client = await relay.ConnectAsync();
        relay.Post("one #a");
        relay.Post("two #b");
        Assert.Equal(0, client.Socket.Available);

        time.Advance(Subscription.SilenceBeforeText);
        relay.Post("three");
        Assert.Equal(["one #a", "two #b", "three"], await client.ReadLinesAsync(3));
    }

    [Fact]
    public async Task A_client_that_subscribes_first_gets_the_answer_and_then_json_from_the_offset_in_it()
    {
        await using var relay = new RunningBroadcast(time: new FakeTimeProvider(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero)));
        relay.Post("before its time");
        using var client = await relay.ConnectAsync();
        relay.Post("held back");
        await client.SayAsync("subscribe json from=latest nonce=abc\r\n");
        Assert.Equal($"subscribed json nonce=abc archive={relay.Log.Id} first=1 last=1 next=1", await client.ReadLineAsync());
        relay.Post("live #tag");

        AssertPost(await client.ReadLineAsync(), 1, "held back");
        var post = AssertPost(await client.ReadLineAsync(), 2, "live #tag");
        Assert.Equal("test", post.GetProperty("source").GetString());
        Assert.Equal("2026-01-01T12:00:00.000Z", post.GetProperty("created_at").GetString());
        Assert.Equal("2026-01-01T12:00:00.000Z", post.GetProperty("received_at").GetString());
        Assert.Equal(["tag"], post.GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
    }

    [Fact]
    public async Task A_client_that_subscribes_late_gets_the_answer_between_two_lines_and_json_from_there_on()
    {
        await using var relay = new RunningBroadcast();
        using var client = await relay.ConnectAsync();
        await client.SayAsync("subscribe js");
        relay.Post("text");
        Assert.Equal("text", await client.ReadLineAsync());
        relay.Pass("still text, gathered but not yet sent");
        await client.SayAsync("on from=latest nonce=n1\n");
        Assert.Equal("still text, gathered but not yet sent", await client.ReadLineAsync());
        Assert.Equal($"subscribed json nonce=n1 archive={relay.Log.Id} first=2 last=1 next=2", await client.ReadLineAsync());
        relay.Post("json");
        AssertPost(await client.ReadLineAsync(), 2, "json");
    }

    [Fact]
    public async Task Text_and_json_clients_get_the_same_posts()
    {
        await using var relay = new RunningBroadcast();
        using var text = await relay.ConnectAsync();
        using var json = await relay.ConnectAsync();
        await text.SayAsync("\n");
        await json.SayAsync("subscribe json from=latest nonce=1\n");
        await json.ReadLineAsync();
        for (var i = 0; i < 100; i++)
            relay.Post("post " + i);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("post " + i, await text.ReadLineAsync());
            AssertPost(await json.ReadLineAsync(), i, "post " + i);
        }
    }

    [Theory]
    [InlineData("subscribe xml from=latest\n")]
    [InlineData("subscribe json from=latest nonce=%%%\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: here\r\n\r\n")]
    [InlineData("\n")]
    [InlineData("\0\u0001\u0002\n")]
    public async Task A_client_that_says_anything_else_gets_text_at_once(string said)
    {
        await using var relay = new RunningBroadcast(time: new FakeTimeProvider());
        using var client = await relay.ConnectAsync();
        await client.SayAsync(said);
        relay.Post("text");
        Assert.Equal("text", await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_first_line_without_end_counts_when_the_client_stops_talking()
    {
        await using var relay = new RunningBroadcast(time: new FakeTimeProvider());
        using var client = await relay.ConnectAsync();
        await client.SayAsync("subscribe json from=latest nonce=1");
        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        Assert.Equal($"subscribed json nonce=1 archive={relay.Log.Id} first=0 last=-1 next=0", await client.ReadLineAsync());
        relay.Post("json");
        AssertPost(await client.ReadLineAsync(), 0, "json");
    }

    [Fact]
    public async Task A_subscription_that_comes_byte_by_byte_counts()
    {
        await using var relay = new RunningBroadcast(time: new FakeTimeProvider());
        using var client = await relay.ConnectAsync();
        foreach (var character in "subscribe json from=latest nonce=1\n")
            await client.SayAsync(character.ToString());
        Assert.Equal($"subscribed json nonce=1 archive={relay.Log.Id} first=0 last=-1 next=0", await client.ReadLineAsync());
    }

    [Fact]
    public async Task Only_the_first_line_can_subscribe()
    {
        await using var relay = new RunningBroadcast();
        using var client = await relay.ConnectAsync();
        await client.SayAsync("subscribe json from=latest nonce=1\nsubscribe json from=latest nonce=2\n");
        Assert.Equal($"subscribed json nonce=1 archive={relay.Log.Id} first=0 last=-1 next=0", await client.ReadLineAsync());
        await client.SayAsync("subscribe json from=latest nonce=3\n");
        for (var i = 0; i < 20; i++)
        {
            relay.Post("post");
            AssertPost(await client.ReadLineAsync(), i, "post");
        }
    }

    [Fact]
    public async Task A_position_beyond_the_end_is_refused_with_the_reason_and_the_connection_closed()
    {
        await using var relay = new RunningBroadcast();
        using var client = await relay.ConnectAsync();
        await client.SayAsync("subscribe json from=7 nonce=1\n");
        Assert.Equal($"refused nonce=1 offset 7 is beyond 0, the end of archive {relay.Log.Id}", await client.ReadLineAsync());
        relay.Post("for others");
        Assert.Null(await client.ReadLineAsync());
        Assert.Null(client.Failure);
        await Eventually.HoldsAsync(() => relay.Broadcaster.ClientCount == 0, "the client is gone");
    }

    [Theory]
    [InlineData("earliest")]
    [InlineData("0")]
    public async Task Without_an_archive_the_answer_says_that_what_is_past_cannot_be_had(string from)
    {
        await using var relay = new RunningBroadcast();
        relay.Post("gone");
        using var client = await relay.ConnectAsync();
        await client.SayAsync($"subscribe json from={from} nonce=1\n");
        Assert.Equal($"subscribed json nonce=1 archive={relay.Log.Id} first=1 last=0 next=1", await client.ReadLineAsync());
        relay.Post("live");
        AssertPost(await client.ReadLineAsync(), 1, "live");
    }

    private static JsonElement AssertPost(string? line, long offset, string text)
    {
        var post = JsonDocument.Parse(line!).RootElement;
        Assert.Equal((offset, text), (post.GetProperty("offset").GetInt64(), post.GetProperty("text").GetString()));
        return post;
    }
}
