using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

public class XPostTests
{
    [Fact]
    public void A_post_of_the_filtered_stream_is_read() =>
        Assert.Equal(
            new Decoded(LineKind.Post, "A & #B", "B", 1_785_580_200_000, "1", "x", "en", "7"),
            Decoded.Line("""
                {"data":{"id":"1","text":"A &amp; #B","created_at":"2026-08-01T10:30:00.000Z","lang":"en","author_id":"7","entities":{"hashtags":[{"start":4,"end":6,"tag":"B"}]}},"matching_rules":[{"id":"116","tag":"dn"}]}
                """));

    [Fact]
    public void Errors_beside_a_post_do_not_hide_it() =>
        Assert.Equal(
            new Decoded(LineKind.Post, "x", "", Source: "x"),
            Decoded.Line("""{"errors":[{"title":"partial"}],"data":{"text":"x","entities":{}}}"""));

    [Fact]
    public void A_note_has_the_whole_text_and_the_hashtags_that_belong_to_it()
    {
        Assert.Equal(
            new Decoded(LineKind.Post, "all of it > #a #b", "a b", Source: "x"),
            Decoded.Line("""
                {"data":{"text":"all…","entities":{"hashtags":[{"tag":"a"}]},"note_tweet":{"text":"all of it &gt; #a #b","entities":{"hashtags":[{"tag":"a"},{"tag":"b"}]}}}}
                """));
        Assert.Equal(
            new Decoded(LineKind.Post, "all of it #a #b", Source: "x"),
            Decoded.Line("""{"data":{"text":"all…","entities":{"hashtags":[{"tag":"a"}]},"note_tweet":{"text":"all of it #a #b"}}}"""));
        Assert.Equal(
            new Decoded(LineKind.Post, "all", "a", Source: "x"),
            Decoded.Line("""{"data":{"text":"all","entities":{"hashtags":[{"tag":"a"}]},"note_tweet":{"text":null}}}"""));
    }

    [Theory]
    [InlineData("""{"id":"1","text":"#a","entities":{"mentions":[]}}""", "")]
    [InlineData("""{"id":"1","text":"#a"}""", Decoded.None)]
    [InlineData("""{"id":"1","text":"#a","entities":5}""", Decoded.None)]
    public void Entities_without_hashtags_say_that_there_are_none_and_no_entities_say_nothing(string data, string expected) =>
        Assert.Equal(expected, Decoded.Line($$"""{"data":{{data}}}""").Tags);

    [Fact]
    public void Without_a_date_the_id_tells_the_time() =>
        Assert.Equal(1_409_444_955_263, Decoded.Line("""{"data":{"id":"505874924095815681","text":"x","created_at":"?"}}""").CreatedAt);

    [Theory]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":{"id":"1","text":["x"]}}""")]
    public void A_post_without_text_is_malformed(string line) =>
        Assert.Equal(new Decoded(LineKind.Malformed), Decoded.Line(line));
}
