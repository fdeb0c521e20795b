using System.Text;
using TweetStream.Posts;
using TweetStream.Relay;

namespace TweetStream.Tests.Relay;

public sealed class TrackFilterTests
{
    [Theory]
    [InlineData("jazz", "I love Jazz!")]
    [InlineData("JAZZ", "I love #jazz")]
    [InlineData("jazz", "jazz")]
    [InlineData("jazz", "jazzy is not, (jazz) is")]
    [InlineData("new song", "my NEW SONG is out")]
    [InlineData("москва", "Привет, МОСКВА")]
    [InlineData("ｊａｚｚ", "jazz")]
    [InlineData("c++", "I write C++ every day")]
    [InlineData("🎵", "la🎵la")]
    public void A_word_passes_where_the_text_holds_it_as_a_whole_word(string term, string text) => Assert.True(Passes(text, term));

    [Theory]
    [InlineData("jazz", "jazzy")]
    [InlineData("jazz", "freejazz")]
    [InlineData("jazz", "jazz2026")]
    [InlineData("jazz", "")]
    [InlineData("new song", "new songs")]
    [InlineData("नमस्त", "नमस्ते")]
    public void A_part_of_a_word_does_not_pass(string term, string text) => Assert.False(Passes(text, term));

    [Theory]
    [InlineData("天気", "今日はいい天気ですね")]
    [InlineData("ラーメン", "やっぱりラーメンが好き")]
    [InlineData("火锅", "当然要吃火锅了")]
    [InlineData("กาแฟ", "ดื่มกาแฟทุกวัน")]
    [InlineData("AI", "生成AIの話")]
    public void Scripts_without_blanks_need_none_around_a_word(string term, string text) => Assert.True(Passes(text, term));

    [Theory]
    [InlineData("#jazz", "I love #Jazz", true)]
    [InlineData("＃JAZZ", "I love #Jazz", true)]
    [InlineData("#jazz", "I love jazz", false)]
    [InlineData("#jazz", "I love #jazzy", false)]
    [InlineData("#天気", "今日は ＃天気 です", true)]
    public void A_tag_passes_where_the_post_has_that_tag(string term, string text, bool passes) => Assert.Equal(passes, Passes(text, term));

    [Fact]
    public void Tags_that_the_source_delivered_count_and_the_text_does_not()
    {
        var post = Post("#rock is only said");
        post.AddTag("Jazz"u8);
        var filter = Filter("#jazz");
        Assert.True(filter.Passes(post));
        Assert.False(Filter("#rock").Passes(post));
    }

    [Fact]
    public void One_term_of_several_is_enough_and_no_term_lets_everything_pass()
    {
        Assert.True(Passes("rain today", "sun", "rain"));
        Assert.True(Passes("today #rain", "sun", "#rain"));
        Assert.False(Passes("snow today", "sun", "#rain"));
        Assert.True(Passes("snow today"));
    }

    private static bool Passes(string text, params string[] terms) => Filter(terms).Passes(Post(text));

    private static TrackFilter Filter(params string[] terms) =>
        new(terms.Select(term =>
        {
            Assert.True(TrackTerm.TryParse(term, out var parsed, out var reason), reason);
            return parsed;
        }));

    private static PostBuffer Post(string text)
    {
        var post = new PostBuffer();
        post.Set(PostField.Text, Encoding.UTF8.GetBytes(text));
        return post;
    }
}
