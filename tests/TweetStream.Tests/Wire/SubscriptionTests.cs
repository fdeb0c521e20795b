using System.Text;
using TweetStream.Wire;

namespace TweetStream.Tests.Wire;

public sealed class SubscriptionTests
{
    [Fact]
    public void What_a_client_writes_a_relay_reads()
    {
        var asked = Subscription.To(StreamPosition.At(17)) with { Archive = "abc", Token = "s3cr=t" };
        Assert.Equal(asked, Read(asked));
        Assert.Equal(Subscription.To(StreamPosition.Earliest).From, StreamPosition.Earliest);
        var text = new Subscription(StreamPosition.Latest, "") { IsText = true, Token = "s3cr=t" };
        Assert.Equal(text, Read(text));
    }

    [Fact]
    public void A_token_stays_out_of_every_log() =>
        Assert.Equal("JSON from 17", (new Subscription(StreamPosition.At(17), "") { Token = "secret" }).ToString());

    [Fact]
    public void An_answer_is_for_the_one_request_with_its_nonce()
    {
        var asked = Subscription.To(StreamPosition.Latest);
        var answer = asked.Accept(new("abc", 1, 41, 42)).AsSpan()[..^1];
        Assert.True(asked.IsAcceptedBy(answer, out var acceptance));
        Assert.Equal(new("abc", 1, 41, 42), acceptance);
        Assert.False(Subscription.To(StreamPosition.Latest).IsAcceptedBy(answer, out _));
        Assert.False(asked.IsAcceptedBy(asked.Refuse("no archive"), out _));
        Assert.False(asked.IsAcceptedBy("a post"u8, out _));
        Assert.False(asked.IsAcceptedBy([], out _));
    }

    [Fact]
    public void A_refusal_is_for_the_one_request_with_its_nonce_and_says_why()
    {
        var asked = Subscription.To(StreamPosition.Latest);
        var answer = asked.Refuse("no such offset").AsSpan()[..^1];
        Assert.True(asked.IsRefusedBy(answer, out var reason));
        Assert.Equal("no such offset", reason);
        Assert.False(Subscription.To(StreamPosition.Latest).IsRefusedBy(answer, out _));
    }

    [Theory]
    [InlineData("s", true)]
    [InlineData("subscribed json nonce=abc", true)]
    [InlineData("subscribed json nonce=abc archive=x fi", true)]
    [InlineData("refused nonce=abc the", true)]
    [InlineData("subscribed json nonce=abd", false)]
    [InlineData("so it is", false)]
    [InlineData("", false)]
    public void The_beginning_of_an_answer_can_be_told(string line, bool mayBe) =>
        Assert.Equal(mayBe, new Subscription(StreamPosition.Latest, "abc").MayBeAnsweredBy(Encoding.UTF8.GetBytes(line)));

    [Theory]
    [InlineData("subscribe json", true)]
    [InlineData("subscribe json from=17 nonce=abc later=thing", true)]
    [InlineData("subscribe json from=earliest", true)]
    [InlineData("subscribe text", true)]
    [InlineData("subscribe xml from=latest", false)]
    [InlineData("subscribe jsonfrom=latest", false)]
    [InlineData("subscribe json from=-1", false)]
    [InlineData("subscribe json from=yesterday", false)]
    [InlineData("subscribe json nonce=a;b", false)]
    [InlineData("GET / HTTP/1.1", false)]
    [InlineData("", false)]
    public void Only_a_subscription_is_taken_for_one(string line, bool isSubscription) =>
        Assert.Equal(isSubscription, Subscription.TryParse(Encoding.UTF8.GetBytes(line), out _));

    private static Subscription Read(Subscription asked)
    {
        Assert.True(Subscription.TryParse(asked.ToLine().AsSpan()[..^1], out var read));
        return read;
    }
}
