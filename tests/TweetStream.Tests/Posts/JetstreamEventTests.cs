using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

public class JetstreamEventTests
{
    private const string Record = """
        {"$type":"app.bsky.feed.post","text":"#A and #B\nhttps://example.org","langs":["de","en"],"createdAt":"2020-01-01T00:00:00Z","tags":["extra","#more"],"facets":[{"index":{"byteStart":0,"byteEnd":2},"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"A"}]},{"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://example.org"},{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:b","tag":"no"},{"$type":"app.bsky.richtext.facet#tag","tag":"B"}]}]}
        """;

    private static readonly Decoded Expected = new(
        LineKind.Post, "#A and #B\nhttps://example.org", "A B extra more", 1_783_175_888_172, "did:plc:a/3mp", "bluesky", "de", "did:plc:a", Cursor: "1783175888172335");

    private static Decoded Version1(string record, string operation = "create", string collection = "app.bsky.feed.post", string time = "1783175888172335") =>
        Decoded.Line($$$"""{"did":"did:plc:a","time_us":{{{time}}},"kind":"commit","commit":{"rev":"r","operation":"{{{operation}}}","collection":"{{{collection}}}","rkey":"3mp","record":{{{record}}},"cid":"c"}}""");

    private static Decoded Version2(string record, string operation = "create", string collection = "app.bsky.feed.post", string time = "2026-07-04T14:38:08.172335Z") =>
        Decoded.Line($$$"""{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#commit","seq":12345,"did":"did:plc:a","time":"{{{time}}}","rev":"r","operation":"{{{operation}}}","collection":"{{{collection}}}","rkey":"3mp","record":{{{record}}},"cid":"c"}}""");

    [Fact]
    public void Version_1_is_read_with_the_time_at_which_the_service_saw_it() => Assert.Equal(Expected, Version1(Record));

    [Fact]
    public void Version_2_is_read_just_so() => Assert.Equal(Expected with { Cursor = "12345" }, Version2(Record));

    [Theory]
    [InlineData("""["en","de","fr"]""", "de,fr")]
    [InlineData("""["en","\\u","de"]""", "\\u,de")]
    [InlineData("""["en","a\\","de"]""", "a\\,de")]
    [InlineData("""["en",5,"d\u0065"]""", "de")]
    [InlineData("""["en"]""", "")]
    public void The_other_languages_are_what_the_author_s_program_wrote_whatever_that_is(string languages, string others)
    {
        var post = new PostBuffer();
        var line = $$$"""{"did":"did:plc:a","time_us":1,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"3mp","record":{"text":"","langs":{{{languages}}} } } }""";
        Assert.Equal(LineKind.Post, new PostReader().Read(System.Text.Encoding.UTF8.GetBytes(line), post));
        Assert.Equal(others, System.Text.Encoding.UTF8.GetString(post[PostField.OtherLanguages]));
    }

    [Theory]
    [InlineData("update", "app.bsky.feed.post")]
    [InlineData("delete", "app.bsky.feed.post")]
    [InlineData("create", "app.bsky.feed.like")]
    [InlineData("create", "app.bsky.feed.postgate")]
    public void Other_operations_and_collections_are_control_messages(string operation, string collection)
    {
        Assert.Equal(new Decoded(LineKind.Control), Version1(Record, operation, collection));
        Assert.Equal(new Decoded(LineKind.Control), Version2(Record, operation, collection));
    }

    [Theory]
    [InlineData("""{"did":"did:plc:a","time_us":1,"kind":"identity","identity":{"did":"did:plc:a","handle":"a.example"}}""")]
    [InlineData("""{"did":"did:plc:a","time_us":1,"kind":"account","account":{"active":false,"did":"did:plc:a"}}""")]
    [InlineData("""{"did":"did:plc:a","time_us":1,"kind":"commit"}""")]
    [InlineData("""{"did":"did:plc:a","time_us":1,"kind":"commit","commit":{"operation":"delete","collection":"app.bsky.feed.post","rkey":"3mp"}}""")]
    [InlineData("""{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#account","seq":1,"did":"did:plc:a"}}""")]
    [InlineData("""{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#info","name":"OutdatedCursor"}}""")]
    [InlineData("""{"$type":"message"}""")]
    [InlineData("""{"$type":"error","error":"ConsumerTooSlow","message":"too far behind"}""")]
    public void Other_kinds_are_control_messages(string line) => Assert.Equal(new Decoded(LineKind.Control), Decoded.Line(line));

    [Theory]
    [InlineData("""{"text":"#x","facets":[],"tags":["a"]}""", "a")]
    [InlineData("""{"text":"#x","tags":["a"]}""", "a")]
    [InlineData("""{"text":"#x","facets":[]}""", "")]
    [InlineData("""{"text":"#x"}""", "")]
    [InlineData("""{"text":"#x","facets":{},"tags":"a"}""", "")]
    [InlineData("""{"text":"#x","facets":[5,null,{},{"features":5},{"features":[5,{"$type":"app.bsky.richtext.facet#tag"},{"$type":"app.bsky.richtext.facet#tag","tag":7}]}],"tags":[1,"a"]}""", "a")]
    [InlineData("""{"text":"#x","facets":[{"features":[{"tag":"A","$type":"app.bsky.richtext.facet\u0023tag"}]}]}""", "A")]
    public void Tags_are_those_of_the_facets_and_those_beside_the_text(string record, string expected)
    {
        Assert.Equal(("#x", expected), (Version1(record).Text, Version1(record).Tags));
        Assert.Equal(("#x", expected), (Version2(record).Text, Version2(record).Tags));
    }

    [Theory]
    [InlineData("1783175888172999", 1_783_175_888_172L)]
    [InlineData("\"1783175888172335\"", 1_783_175_888_172L)]
    [InlineData("-1", -1L)]
    [InlineData("-1000", -1L)]
    [InlineData("0", 0L)]
    [InlineData("1.5", null)]
    [InlineData("1e300", null)]
    [InlineData("9223372036854775807", null)]
    [InlineData("-9223372036854775808", null)]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void Microseconds_are_cut_off_or_are_no_time(string time, long? expected) =>
        Assert.Equal(expected, Version1("""{"text":"x"}""", time: time).CreatedAt);

    [Fact]
    public void An_unreadable_time_is_none() => Assert.Null(Version2(Record, time: "soon").CreatedAt);

    [Fact]
    public void A_post_may_have_an_empty_text_and_no_language() =>
        Assert.Equal(Expected with { Text = "", Language = "", Tags = "" }, Version1("""{"text":"","langs":[]}"""));

    [Theory]
    [InlineData("""{"text":5}""")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_post_without_text_is_malformed(string record)
    {
        Assert.Equal(new Decoded(LineKind.Malformed), Version1(record));
        Assert.Equal(new Decoded(LineKind.Malformed), Version2(record));
    }

    [Fact]
    public void Half_an_id_is_none() =>
        Assert.Equal(
            new Decoded(LineKind.Post, "x", "", Source: "bluesky", Author: "did:plc:a"),
            Decoded.Line("""{"did":"did:plc:a","kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":5,"record":{"text":"x"}}}"""));
}
