using System.Text;
using TweetStream.Wire;

namespace TweetStream.Tests.Wire;

public sealed class SubscriptionTests
{
    [Fact]
    public void What_a_client_writes_a_relay_reads()
    {
        var asked = Subscription.ToLatest();
        Assert.True(Subscription.TryParse(asked.ToLine().AsSpan()[..^1], out var read));
        Assert.Equal(asked, read);
    }

    [Fact]
    public void An_answer_is_for_the_one_request_with_its_nonce()
    {
        var asked = Subscription.ToLatest();
        var answer = asked.Accept(42).AsSpan()[..^1];
        Assert.True(asked.IsAcceptedBy(answer, out var next));
        Assert.Equal(42, next);
        Assert.False(Subscription.ToLatest().IsAcceptedBy(answer, out _));
        Assert.False(asked.IsAcceptedBy(asked.Refuse("no archive"), out _));
        Assert.False(asked.IsAcceptedBy("a post"u8, out _));
        Assert.False(asked.IsAcceptedBy([], out _));
    }

    [Theory]
    [InlineData("subscribe json", true)]
    [InlineData("subscribe json from=17 nonce=abc later=thing", true)]
    [InlineData("subscribe text from=latest", false)]
    [InlineData("subscribe jsonfrom=latest", false)]
    [InlineData("subscribe json nonce=a;b", false)]
    [InlineData("GET / HTTP/1.1", false)]
    [InlineData("", false)]
    public void Only_a_subscription_is_taken_for_one(string line, bool isSubscription) =>
        Assert.Equal(isSubscription, Subscription.TryParse(Encoding.UTF8.GetBytes(line), out _));
}
