using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Posts;
using TweetStream.Relay;

namespace TweetStream.Tests.Relay;

public sealed class SeenPostsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SeenPosts _seen;

    public SeenPostsTests() => _seen = new(_time);

    [Fact]
    public void A_post_passes_once()
    {
        Assert.True(IsNew("x", "1"));
        Assert.False(IsNew("x", "1"));
        Assert.True(IsNew("x", "2"));
        Assert.False(IsNew("x", "1"));
    }

    [Fact]
    public void The_same_id_of_another_source_or_series_is_another_post()
    {
        Assert.True(IsNew("x", "11"));
        Assert.True(IsNew("bluesky", "11"));
        Assert.True(IsNew("x1", "1"));
        Assert.True(IsNew("x", "11", series: 1));
    }

    [Fact]
    public void A_post_without_id_always_passes()
    {
        Assert.True(IsNew("x", ""));
        Assert.True(IsNew("x", ""));
    }

    [Fact]
    public void Ten_minutes_are_remembered_however_few_the_posts()
    {
        for (var second = 0; second < 3600; second++)
        {
            Assert.True(IsNew("x", Id(second)));
            Assert.False(IsNew("x", Id(Math.Max(0, second - 600))), $"after {second} s");
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void What_a_quiet_source_gave_last_is_remembered_while_others_give_some()
    {
        Assert.True(IsNew("mastodon", "1"));
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            Assert.True(IsNew("bluesky", Id(minute)));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.False(IsNew("mastodon", "1"));
    }

    [Fact]
    public void A_million_posts_are_remembered_however_fast_they_come_and_not_more_than_two()
    {
        const int Million = 1_000_000;
        for (var i = 0; i < 3 * Million; i++)
            Assert.True(IsNew("x", Id(i)));
        for (var i = 2 * Million; i < 3 * Million; i += 1000)
            Assert.False(IsNew("x", Id(i)));
        Assert.True(IsNew("x", Id(0)));
    }

    private static string Id(int number) => number.ToString(CultureInfo.InvariantCulture);

    private readonly PostBuffer _post = new();

    private bool IsNew(string source, string id, int series = 0)
    {
        _post.Clear();
        _post.Set(PostField.Source, Encoding.UTF8.GetBytes(source));
        _post.Set(PostField.Id, Encoding.UTF8.GetBytes(id));
        return _seen.IsNew(_post, series);
    }
}
