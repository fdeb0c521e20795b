using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

public class XTweetTests
{
    [Fact]
    public void A_tweet_of_the_streaming_API_is_read()
    {
        var post = Decoded.Line("""
            {"created_at":"Sun Aug 31 00:29:15 +0000 2014","id":505874924095815700,"id_str":"505874924095815681","text":"Hello #Dotnet #日本","source":"<a href=\"https://example.org\">App</a>","user":{"id":1,"screen_name":"ann","lang":"en"},"entities":{"hashtags":[{"text":"Dotnet","indices":[6,13]},{"text":"日本","indices":[14,17]}],"urls":[]},"lang":"ja","timestamp_ms":"1409444955250"}
            """);

        Assert.Equal(
            new Decoded(LineKind.Post, "Hello #Dotnet #日本", "Dotnet 日本", 1_409_444_955_250, "505874924095815681", "x", "ja", "ann"),
            post);
    }

    [Fact]
    public void The_extended_tweet_has_the_whole_text_and_the_hashtags_that_belong_to_it() =>
        Assert.Equal(
            new Decoded(LineKind.Post, "all of it #a #b", "a b", Source: "x"),
            Decoded.Line("""
                {"text":"all of… #a","truncated":true,"entities":{"hashtags":[{"text":"a"}]},"full_text":"no","extended_tweet":{"full_text":"all of it #a #b","entities":{"hashtags":[{"text":"a"},{"text":"b"}]}}}
                """));

    [Fact]
    public void Hashtags_of_the_cut_off_text_do_not_stand_for_those_of_the_whole() =>
        Assert.Equal(
            new Decoded(LineKind.Post, "all of it #a #b", Source: "x"),
            Decoded.Line("""{"text":"all of… #a","entities":{"hashtags":[{"text":"a"}]},"extended_tweet":{"full_text":"all of it #a #b"}}"""));

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("""{"full_text":5,"entities":{"hashtags":[{"text":"no"}]}}""")]
    public void An_extended_tweet_without_text_is_passed_over(string extended) =>
        Assert.Equal(
            new Decoded(LineKind.Post, "short #a", "a", Source: "x"),
            Decoded.Line($$"""{"text":"short #a","entities":{"hashtags":[{"text":"a"}]},"extended_tweet":{{extended}}}"""));

    [Fact]
    public void The_full_text_comes_before_the_text() =>
        Assert.Equal(
            new Decoded(LineKind.Post, "whole", "a", Source: "x"),
            Decoded.Line("""{"full_text":"whole","text":"who…","entities":{"hashtags":[{"text":"a"}]}}"""));

    [Theory]
    [InlineData("""{"hashtags":[{"text":"b"},{"text":"a"},{"text":"b"}]}""", "b a b")]
    [InlineData("""{"hashtags":[]}""", "")]
    [InlineData("""{}""", "")]
    [InlineData("""{"hashtags":null}""", "")]
    [InlineData("""{"hashtags":"a"}""", Decoded.None)]
    [InlineData("""{"hashtags":[{"tag":"no"},{"text":5},"no",null,{"text":"a"}]}""", "a")]
    [InlineData("null", Decoded.None)]
    [InlineData("[]", Decoded.None)]
    public void Hashtags_are_those_of_the_entities(string entities, string expected) =>
        Assert.Equal(
            new Decoded(LineKind.Post, "#text", expected, Source: "x"),
            Decoded.Line($$"""{"text":"#text","id_str":"","entities":{{entities}}}"""));

    [Fact]
    public void A_tweet_without_entities_leaves_its_text_to_be_scanned() =>
        Assert.Equal(Decoded.None, Decoded.Line("""{"id_str":"1","text":"#a"}""").Tags);

    [Fact]
    public void A_retweet_is_taken_as_it_stands_not_as_what_it_repeats() =>
        Assert.Equal(
            new Decoded(LineKind.Post, "RT @b: cut…", "", Source: "x"),
            Decoded.Line("""{"text":"RT @b: cut…","entities":{"hashtags":[]},"retweeted_status":{"text":"cut off #a","entities":{"hashtags":[{"text":"a"}]}}}"""));

    [Fact]
    public void The_rounded_number_is_never_taken_for_the_id() =>
        Assert.Equal(
            new Decoded(LineKind.Post, "x", "", Source: "x"),
            Decoded.Line("""{"id":505874924095815700,"text":"x","entities":{}}"""));

    [Theory]
    [InlineData(""""timestamp_ms":"1409444955250","created_at":"Mon Sep 01 00:00:00 +0000 2014","id_str":"505874924095815681"""", 1_409_444_955_250)]
    [InlineData(""""timestamp_ms":"?","created_at":"Sun Aug 31 00:29:15 +0000 2014","id_str":"505874924095815681"""", 1_409_444_955_000)]
    [InlineData(""""created_at":"?","id_str":"505874924095815681"""", 1_409_444_955_263)]
    [InlineData(""""created_at":7,"id_str":"1"""", 7)]
    public void The_time_is_that_of_the_stamp_then_of_the_date_then_of_the_id(string members, long expected) =>
        Assert.Equal(expected, Decoded.Line($$"""{"{{members}}","text":"x"}""").CreatedAt);

    [Theory]
    [InlineData("20")]
    [InlineData("29700859247")]
    [InlineData("-505874924095815681")]
    [InlineData("505874924095815681x")]
    [InlineData("99999999999999999999")]
    [InlineData("")]
    public void An_id_of_before_ids_carried_time_has_none(string id) =>
        Assert.Null(Decoded.Line($$"""{"id_str":"{{id}}","text":"x"}""").CreatedAt);

    [Theory]
    [InlineData("&amp; &lt;b&gt;", "& <b>")]
    [InlineData("&amp;lt; &amp;amp;", "&lt; &amp;")]
    [InlineData("\\u0026amp;\\u0026lt;", "&<")]
    [InlineData("&quot; &#39; & &am", "&quot; &#39; & &am")]
    [InlineData("&gt;日本&", ">日本&")]
    public void What_X_escapes_in_a_text_is_undone_once(string json, string expected)
    {
        Assert.Equal(expected, Decoded.Line($$"""{"entities":{},"text":"{{json}}"}""").Text);
        Assert.Equal(expected, Decoded.Line($$"""{"entities":{},"full_text":"{{json}}"}""").Text);
        Assert.Equal(expected, Decoded.Line($$$"""{"extended_tweet":{"full_text":"{{{json}}}"}}""").Text);
    }

    [Fact]
    public void Our_own_form_keeps_such_text() =>
        Assert.Equal("&amp;", Decoded.Line("""{"text":"&amp;"}""").Text);

    [Fact]
    public void A_post_with_tags_of_its_own_is_no_tweet_whatever_else_it_carries() =>
        Assert.Equal(
            new Decoded(LineKind.Post, "&amp; #a", "b"),
            Decoded.Line("""{"text":"&amp; #a","tags":["b"],"entities":{"hashtags":[{"text":"a"}]},"id_str":"1"}"""));

    [Theory]
    [InlineData("""{"id_str":"1","text":5}""")]
    [InlineData("""{"id_str":"1","entities":{"hashtags":[{"text":"a"}]}}""")]
    public void A_tweet_without_text_is_malformed(string line) =>
        Assert.Equal(new Decoded(LineKind.Malformed), Decoded.Line(line));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() =>
        Assert.Equal(
            new Decoded(LineKind.Post, "\uFFFD", "\uFFFD", Source: "x", Repaired: true),
            Decoded.Line("""{"text":"\ud83d","\udc00":1,"entities":{"\ud83d":1,"hashtags":[{"text":"\ud83d"}]}}"""));

    [Fact]
    public void The_last_of_repeated_names_counts() =>
        Assert.Equal(
            new Decoded(LineKind.Post, "y", "b", Source: "x"),
            Decoded.Line("""{"text":"x","entities":{"hashtags":[{"text":"a"}]},"text":"y","entities":{"hashtags":[],"hashtags":[{"text":"c","text":"b"}]}}"""));
}
