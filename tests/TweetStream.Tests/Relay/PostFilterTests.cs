using System.Text;
using TweetStream.Posts;
using TweetStream.Relay;

namespace TweetStream.Tests.Relay;

public sealed class PostFilterTests
{
    [Theory]
    [InlineData("", "#any", "", true)]
    [InlineData("coffee", "a Coffee please", "en", true)]
    [InlineData("coffee", "a tea please", "en", false)]
    [InlineData("#tea coffee", "my #Tea", "en", true)]
    [InlineData("lang:en", "any", "en-GB", true)]
    [InlineData("lang:en", "any", "EN_us", true)]
    [InlineData("lang:en", "any", "eng", false)]
    [InlineData("lang:en", "any", "", false)]
    [InlineData("lang:pt-BR", "any", "pt", false)]
    [InlineData("lang:pt-BR lang:de", "any", "de", true)]
    [InlineData("coffee lang:en", "coffee", "de", false)]
    [InlineData("coffee lang:en", "coffee", "en", true)]
    [InlineData("-coffee", "coffee", "en", false)]
    [InlineData("-coffee", "tea", "en", true)]
    [InlineData("-#nsfw -lang:ja", "fine", "en", true)]
    [InlineData("-#nsfw -lang:ja", "not #NSFW", "en", false)]
    [InlineData("-#nsfw -lang:ja", "fine", "ja", false)]
    [InlineData("-lang:ja", "fine", "", true)]
    [InlineData("tea -#nsfw", "tea #nsfw", "en", false)]
    public void A_post_must_meet_a_word_or_tag_and_a_language_and_nothing_unwanted(string filter, string text, string language, bool passes)
    {
        var terms = filter.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Term);
        Assert.Equal(passes, new PostFilter(new() { Filter = [.. terms] }).Passes(Post(text, language), isTracked: false));
    }

    [Theory]
    [InlineData("en", true)]
    [InlineData("de", true)]
    [InlineData("fr", true)]
    [InlineData("es", false)]
    public void A_post_in_several_languages_is_in_each(string wanted, bool passes)
    {
        var post = new PostBuffer();
        var kind = new PostReader().Read(
            "{\"did\":\"did:plc:x\",\"time_us\":1,\"kind\":\"commit\",\"commit\":{\"operation\":\"create\",\"collection\":\"app.bsky.feed.post\",\"rkey\":\"3\",\"record\":{\"text\":\"t\",\"langs\":[\"en\",7,\"de\",\"fr-CA\"]}}}"u8, post);
        Assert.Equal(LineKind.Post, kind);
        Assert.Equal(passes, new PostFilter(new() { Languages = [wanted] }).Passes(post, isTracked: false));
        Assert.Equal(!passes, new PostFilter(new() { Filter = [Term("-lang:" + wanted)] }).Passes(post, isTracked: false));
    }

    [Fact]
    public void What_the_network_tracked_is_not_tracked_again_and_still_filtered()
    {
        Assert.True(TrackTerm.TryParse("café", out var track, out _));
        var filter = new PostFilter(new() { Track = [track], Languages = ["en"], Filter = [Term("-#ad")] });
        Assert.False(filter.Passes(Post("cafe", "en"), isTracked: false));
        Assert.True(filter.Passes(Post("cafe", "en"), isTracked: true));
        Assert.False(filter.Passes(Post("cafe", "fr"), isTracked: true));
        Assert.False(filter.Passes(Post("cafe #ad", "en"), isTracked: true));
    }

    [Theory]
    [InlineData("coffee")]
    [InlineData("-#nsfw")]
    [InlineData("lang:pt-BR")]
    [InlineData("-lang:en")]
    public void A_term_reads_as_it_was_written(string value) => Assert.Equal(value, Term(value).ToString());

    [Theory]
    [InlineData("", "'' is no filter; allowed are WORD, #TAG and lang:LANGUAGE, each with - in front for posts to leave out")]
    [InlineData("-", "'-' is no filter; allowed are WORD, #TAG and lang:LANGUAGE, each with - in front for posts to leave out")]
    [InlineData("lang:", "'lang:' names no language; allowed is a tag such as lang:en or lang:pt-BR")]
    [InlineData("-lang:e n", "'-lang:e n' names no language; allowed is a tag such as lang:en or lang:pt-BR")]
    public void A_bad_term_is_named_together_with_what_is_allowed(string value, string told)
    {
        Assert.False(FilterTerm.TryParse(value, out _, out var reason));
        Assert.Equal(told, reason);
    }

    private static FilterTerm Term(string value) => FilterTerm.TryParse(value, out var term, out var reason) ? term : throw new ArgumentException(reason, nameof(value));

    private static PostBuffer Post(string text, string language)
    {
        var post = new PostBuffer();
        post.Set(PostField.Text, Encoding.UTF8.GetBytes(text));
        post.Set(PostField.Language, Encoding.UTF8.GetBytes(language));
        return post;
    }
}
