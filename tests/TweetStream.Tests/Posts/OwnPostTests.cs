using System.Text;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

public class OwnPostTests
{
    [Fact]
    public void Every_field_is_read()
    {
        var post = Decoded.Line("""
            {"offset":7,"id":"42","source":"file","created_at":"2026-01-01T00:00:00.250Z","received_at":"2026-01-01T00:00:01Z","lang":"de","author":"ann","cursor":"c7","tags":["A","b"],"tagger":3,"text":"Grüße #A"}
            """);

        Assert.Equal(
            new Decoded(LineKind.Post, "Grüße #A", "A b", 1_767_225_600_250, "42", "file", "de", "ann", 1_767_225_601_000, 7, Cursor: "c7", Tagger: 3),
            post);
    }

    [Fact]
    public void Only_the_text_is_required_and_it_may_be_empty()
    {
        Assert.Equal(new Decoded(LineKind.Post), Decoded.Line("""{"text":""}"""));
        Assert.Equal(LineKind.Malformed, Decoded.Line("""{"id":"1","tags":["a"],"created_at":1}""").Kind);
    }

    [Fact]
    public void Unknown_fields_are_ignored_whatever_is_in_them()
    {
        var post = Decoded.Line("""{"x":{"text":"inner","tags":["z"]},"hashtags":["no"],"user":{"a":[[],{}]},"n":1e9,"text":"x","y":null}""");

        Assert.Equal(new Decoded(LineKind.Post, "x"), post);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("""["x"]""")]
    [InlineData("""{"text":"x"}""")]
    public void A_post_without_readable_text_is_malformed(string text) =>
        Assert.Equal(new Decoded(LineKind.Malformed), Decoded.Line($$"""{"id":"1","text":{{text}},"tags":["a"]}"""));

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("false")]
    [InlineData("[[1],2]")]
    [InlineData("""{"a":{"text":"inner"}}""")]
    public void A_value_of_the_wrong_type_is_as_good_as_none(string value)
    {
        foreach (var name in new[] { "id", "source", "lang", "author", "cursor" })
            Assert.Equal(new Decoded(LineKind.Post, "x"), Decoded.Line($$"""{"{{name}}":{{value}},"text":"x"}"""));
    }

    [Theory]
    [InlineData("""[]""", "")]
    [InlineData("""["a","B","a"]""", "a B a")]
    [InlineData("""["#a","＃b","##＃c","d#"]""", "a b c d#")]
    [InlineData("""["","#","＃","a"]""", "a")]
    [InlineData("""["\u0023a","\uff03b","\u0063"]""", "a b c")]
    [InlineData("""[1,null,{"text":"no"},["no"],"a"]""", "a")]
    [InlineData("""["日本","🎉"]""", "日本 🎉")]
    [InlineData("""{"0":"a"}""", Decoded.None)]
    [InlineData("\"a\"", Decoded.None)]
    [InlineData("null", Decoded.None)]
    [InlineData("5", Decoded.None)]
    public void Tags_are_delivered_when_they_are_an_array(string tags, string expected) =>
        Assert.Equal(new Decoded(LineKind.Post, "x", expected), Decoded.Line($$"""{"tags":{{tags}},"text":"x"}"""));

    [Fact]
    public void The_last_of_repeated_names_counts()
    {
        Assert.Equal(
            new Decoded(LineKind.Post, "y", "b", 2, "2"),
            Decoded.Line("""{"id":"1","id":"2","text":"x","tags":["a","c"],"created_at":1,"tags":["b"],"created_at":2,"text":"y"}"""));
        Assert.Equal(
            new Decoded(LineKind.Post, "x"),
            Decoded.Line("""{"id":"1","tags":["a"],"created_at":1,"offset":1,"id":null,"tags":{},"created_at":"soon","offset":-1,"text":"x"}"""));
        Assert.Equal(LineKind.Malformed, Decoded.Line("""{"text":"x","text":5}""").Kind);
    }

    [Fact]
    public void Names_may_be_escaped_as_JSON_allows() =>
        Assert.Equal(new Decoded(LineKind.Post, "x", "a"), Decoded.Line("""{"\u0074ext":"x","t\u0061\u0067s":["a"],"\ud800":1,"\u0074\u0065xtt":"y"}"""));

    [Theory]
    [InlineData("7", 7L)]
    [InlineData("0", 0L)]
    [InlineData("9223372036854775807", 9223372036854775807L)]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    [InlineData("9223372036854775808", null)]
    [InlineData("\"7\"", null)]
    [InlineData("{}", null)]
    public void An_offset_is_a_whole_number_from_0(string json, long? expected) =>
        Assert.Equal(expected, Decoded.Line($$"""{"offset":{{json}},"text":"x"}""").Offset);

    [Theory]
    [InlineData(""""\" \\ \/ \b \f \n \r \t"""", "\" \\ / \b \f \n \r \t")]
    [InlineData(""""\u0000"""", "\0")]
    [InlineData(""""\u00e9\u65e5\ud83d\ude00!"""", "é日😀!")]
    [InlineData(""""\\u0041"""", "\\u0041")]
    [InlineData(""""日\n本"""", "日\n本")]
    [InlineData(""""\ufffd"""", "\uFFFD")]
    public void Escapes_in_a_text_are_undone(string json, string expected) =>
        Assert.Equal(new Decoded(LineKind.Post, expected), Decoded.Line($$"""{"text":"{{json}}"}"""));

    [Theory]
    [InlineData(""""\ud83d"""", "\uFFFD")]
    [InlineData(""""\ude00"""", "\uFFFD")]
    [InlineData(""""a\ud83d b"""", "a\uFFFD b")]
    [InlineData(""""\ud83d\n"""", "\uFFFD\n")]
    [InlineData(""""\ud83d\u0041"""", "\uFFFDA")]
    [InlineData(""""\ude00\ud83d"""", "\uFFFD\uFFFD")]
    [InlineData(""""\ud83d\ud83d\ude00"""", "\uFFFD😀")]
    public void Half_a_surrogate_pair_is_replaced(string json, string expected)
    {
        Assert.Equal(new Decoded(LineKind.Post, expected, Repaired: true), Decoded.Line($$"""{"text":"{{json}}"}"""));
        Assert.Equal(new Decoded(LineKind.Post, "x", expected, Repaired: true), Decoded.Line($$"""{"text":"x","tags":["{{json}}"]}"""));
    }

    [Fact]
    public void Invalid_UTF_8_in_a_string_is_replaced()
    {
        byte[] line = [.. "{\"text\":\"a"u8, 0xFF, .. "\\n"u8, 0xE3, 0x81, .. "\\\\\",\"tags\":[\"#"u8, 0xC3, .. "\"],\"author\":\""u8, 0x80, .. "\"}"u8];

        Assert.Equal(new Decoded(LineKind.Post, "a\uFFFD\n\uFFFD\\", "\uFFFD", Author: "\uFFFD", Repaired: true), Decoded.Line(line));
    }

    [Fact]
    public void Invalid_UTF_8_outside_of_a_string_is_malformed()
    {
        byte[] line = [.. "{\"text\":\"a\","u8, 0xFF, .. "}"u8];

        Assert.Equal(LineKind.Malformed, Decoded.Line(line).Kind);
    }

    [Theory]
    [InlineData("\"2026-01-01T00:00:00Z\"", 1_767_225_600_000L)]
    [InlineData("\"2026-01-01T00:00:00\\u002b00:00\"", 1_767_225_600_000L)]
    [InlineData("1767225600000", 1_767_225_600_000L)]
    [InlineData("\"1767225600000\"", 1_767_225_600_000L)]
    [InlineData("1.7672256e12", 1_767_225_600_000L)]
    [InlineData("-1", -1L)]
    [InlineData("1e400", null)]
    [InlineData("null", null)]
    [InlineData("[1]", null)]
    [InlineData("{\"$date\":1}", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("\"99999-01-01T00:00:00Z\"", null)]
    [InlineData("\"NaN\"", null)]
    public void A_time_is_read_or_is_none(string json, long? expected)
    {
        Assert.Equal(new Decoded(LineKind.Post, "x", CreatedAt: expected), Decoded.Line($$"""{"created_at":{{json}},"text":"x"}"""));
        Assert.Equal(new Decoded(LineKind.Post, "x", ReceivedAt: expected), Decoded.Line($$"""{"received_at":{{json}},"text":"x"}"""));
    }

    [Fact]
    public void An_endless_time_with_escapes_is_none() =>
        Assert.Null(Decoded.Line($$"""{"created_at":"{{new string('0', 1000)}}\u0031","text":"x"}""").CreatedAt);

    [Fact]
    public void A_text_of_a_mebibyte_is_read()
    {
        var text = string.Concat(Enumerable.Repeat("#日本 \n", 100_000));

        Assert.Equal(new Decoded(LineKind.Post, text), Decoded.Line($$"""{"text":"{{text.Replace("\n", "\\n", StringComparison.Ordinal)}}"}"""));
    }

    [Theory]
    [InlineData(60, LineKind.Post)]
    [InlineData(100, LineKind.Malformed)]
    [InlineData(500_000, LineKind.Malformed)]
    public void Deep_nesting_is_refused_and_nothing_worse(int depth, LineKind expected) =>
        Assert.Equal(expected, Decoded.Line($$"""{"x":{{new string('[', depth)}}{{new string(']', depth)}},"text":"x"}""").Kind);

    [Fact]
    public void Reading_allocates_nothing_once_the_buffer_has_grown()
    {
        var line = Encoding.UTF8.GetBytes("""
            {"offset":7,"id":"42","source":"x","created_at":"2026-01-01T00:00:00.250Z","received_at":"2026-01-01T00:00:01Z","lang":"de","author":"ann","tags":["A","b","\u0063"],"text":"Gr\u00fc\u00dfe \ud83d\ude00 \ud83d #A","more":{"a":[1,2]}}
            """);
        var post = new PostBuffer();
        var reader = new PostReader();
        reader.Read(line, post);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            reader.Read(line, post);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
