using Microsoft.Extensions.Time.Testing;
using TweetStream.Relay.Broadcasting;

namespace TweetStream.Tests.Relay.Broadcasting;

public sealed class TokenTests
{
    private const string Refusal = "this relay wants a token, and it is missing or wrong";

    [Theory]
    [InlineData("subscribe json from=latest nonce=1 token=right\n", "subscribed json nonce=1 archive=")]
    [InlineData("subscribe text token=right\n", "post")]
    public async Task Who_says_the_token_gets_posts(string said, string first)
    {
        await using var relay = Guarded(TimeProvider.System);
        using var client = await relay.ConnectAsync();
        await client.SayAsync(said);
        await Eventually.HoldsAsync(
            () =>
            {
                relay.Post("post");
                return client.Socket.Available > 0;
            },
            "posts come");
        Assert.StartsWith(first, await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("subscribe json from=latest nonce=1 token=wrong\n", "refused nonce=1 ")]
    [InlineData("subscribe json from=latest nonce=1\n", "refused nonce=1 ")]
    [InlineData("subscribe text\n", "refused nonce= ")]
    [InlineData("text, please\n", "refused nonce= ")]
    public async Task Who_does_not_is_refused_and_gets_none(string said, string refused)
    {
        await using var relay = Guarded(TimeProvider.System);
        using var client = await relay.ConnectAsync();
        relay.Post("secret");
        await client.SayAsync(said);
        Assert.Equal(refused + Refusal, await client.ReadLineAsync());
        relay.Post("secret");
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task Silence_is_refused_when_its_time_is_over()
    {
        var time = new FakeTimeProvider();
        await using var relay = Guarded(time);
        using var client = await relay.ConnectAsync();
        relay.Post("secret");
        time.Advance(Reception.SilenceBeforeRefusal - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, client.Socket.Available);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal($"refused nonce= {Refusal}", await client.ReadLineAsync());
    }

    private static RunningBroadcast Guarded(TimeProvider time) => new(new() { Token = "right" }, time);
}
