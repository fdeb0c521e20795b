using System.Text;
using System.Text.Json;
using TweetStream.Relay.Sources.Mastodon;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

public sealed class StatusIdTests
{
    [Theory]
    [InlineData("9", "10", "10")]
    [InlineData("10", "9", "10")]
    [InlineData("109", "110", "110")]
    [InlineData("5", "5", "5")]
    [InlineData("AXzz", "AYaa", "AYaa")]
    [InlineData(null, "1", "1")]
    [InlineData("1", null, "1")]
    [InlineData(null, null, null)]
    public void The_longer_id_is_the_later_one_and_then_the_greater(string? one, string? other, string? later) => Assert.Equal(later, StatusId.Later(one, other));

    [Fact]
    public void An_id_tells_its_time()
    {
        var at = new DateTimeOffset(2030, 1, 1, 0, 0, 30, TimeSpan.Zero);

        Assert.Equal(FollowedMastodon.IdAt(at.AddSeconds(-30)), StatusId.Earlier(FollowedMastodon.IdAt(at, 77), TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("4711")]
    [InlineData("AXzz")]
    [InlineData("-5")]
    [InlineData("99999999999999999999999")]
    [InlineData("")]
    public void An_id_that_does_not_stays_as_it_is(string id) => Assert.Equal(id, StatusId.Earlier(id, TimeSpan.FromSeconds(30)));

    [Fact]
    public void A_page_is_read_from_its_end_whatever_stands_in_it()
    {
        var page = new StatusPage(Encoding.UTF8.GetBytes("""[{"id":"10","account":{"id":"99"},"content":"b"}, 7 ,{"content":"x"},[1,{"id":"88"}],null,{"id":5},{"content":"a","id":"9"}]"""));

        Assert.Equal(["""{"content":"a","id":"9"}""", """{"id":5}""", "null", """[1,{"id":"88"}]""", """{"content":"x"}""", "7", """{"id":"10","account":{"id":"99"},"content":"b"}"""],
            page.InOrder.Select(status => Encoding.UTF8.GetString(status.Span)));
        Assert.Equal(("10", 7), (page.LatestId, page.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("[{")]
    [InlineData("[{\"id\":\"1\"}")]
    public void What_is_no_page_is_told(string json) => Assert.ThrowsAny<JsonException>(() => new StatusPage(Encoding.UTF8.GetBytes(json)));
}
