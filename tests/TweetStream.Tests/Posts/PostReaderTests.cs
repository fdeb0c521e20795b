using System.Runtime.CompilerServices;
using System.Text;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

public class PostReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  \t ")]
    [InlineData("\r")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF \t")]
    public void A_line_of_blanks_is_blank(string line) => Assert.Equal(new Decoded(LineKind.Blank), Decoded.Line(line));

    [Theory]
    [InlineData("Hello #world")]
    [InlineData("  indented #text ")]
    [InlineData("{#tag} typed by a person")]
    [InlineData("{ #tag }")]
    [InlineData("{")]
    [InlineData("{{\"text\":\"x\"}}")]
    [InlineData("[1]")]
    [InlineData("[{\"text\":\"x\"}]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("}")]
    [InlineData("see {\"text\":\"x\"}")]
    [InlineData("a\0b")]
    [InlineData("\0")]
    [InlineData("\u3000")]
    public void Anything_that_does_not_open_like_an_object_is_text_as_it_stands(string line) =>
        Assert.Equal(new Decoded(LineKind.Text, line), Decoded.Line(line));

    [Theory]
    [InlineData("""{"text":"x"}""")]
    [InlineData(""" { "text" : "x" } """)]
    [InlineData("\t{\t\"text\"\t:\t\"x\"\t}\t\r")]
    [InlineData("\v{\"text\":\"x\"}")]
    [InlineData("\uFEFF{\"text\":\"x\"}")]
    [InlineData("\uFEFF {\"text\":\"x\"}")]
    public void Blanks_and_a_byte_order_mark_around_an_object_do_not_matter(string line) =>
        Assert.Equal(new Decoded(LineKind.Post, "x"), Decoded.Line(line));

    [Fact]
    public void A_byte_order_mark_is_no_part_of_a_text() =>
        Assert.Equal(new Decoded(LineKind.Text, "#a"), Decoded.Line("\uFEFF#a"));

    [Fact]
    public void Only_one_byte_order_mark_is_skipped_and_only_in_front()
    {
        Assert.Equal(new Decoded(LineKind.Text, "\uFEFF#a"), Decoded.Line("\uFEFF\uFEFF#a"));
        Assert.Equal(new Decoded(LineKind.Text, "#a\uFEFF"), Decoded.Line("#a\uFEFF"));
    }

    [Theory]
    [InlineData("""{"text":"half""")]
    [InlineData("""{"text":"x" """)]
    [InlineData("""{"text":"x"} rubbish""")]
    [InlineData("""{"text":"x"}{"text":"y"}""")]
    [InlineData("""{"text":"x"},""")]
    [InlineData("{\"text\":\"x\"}\0")]
    [InlineData("{\"text\":\"raw\0nul\"}")]
    [InlineData("{\"text\":\"raw\ttab\"}")]
    [InlineData("""{"text":"x",}""")]
    [InlineData("""{"text":"x"} // comment""")]
    [InlineData("""{"text":"bad \x escape"}""")]
    [InlineData("""{"text":"bad \u12g4 escape"}""")]
    [InlineData("""{"text":"x","created_at":NaN}""")]
    [InlineData("""{"text":"x","created_at":01}""")]
    [InlineData("""{} and more""")]
    public void An_object_that_is_not_valid_to_its_end_is_malformed(string line) =>
        Assert.Equal(new Decoded(LineKind.Malformed), Decoded.Line(line));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Text":"names have their case"}""")]
    [InlineData("""{"hello":"world"}""")]
    [InlineData("""{"data":[1,2]}""")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","record":{"text":"nobody's"}}}""")]
    public void An_object_in_which_nobody_knows_a_post_is_malformed(string line) =>
        Assert.Equal(new Decoded(LineKind.Malformed), Decoded.Line(line));

    [Theory]
    [InlineData("""{"limit":{"track":5,"timestamp_ms":"1409444955000"}}""")]
    [InlineData("""{"delete":{"status":{"id":1,"id_str":"1","user_id":2,"user_id_str":"2"}}}""")]
    [InlineData("""{"scrub_geo":{"user_id":1,"up_to_status_id":2}}""")]
    [InlineData("""{"status_withheld":{"id":1,"withheld_in_countries":["DE"]}}""")]
    [InlineData("""{"user_withheld":{"id":1}}""")]
    [InlineData("""{"disconnect":{"code":4,"reason":"stalled"}}""")]
    [InlineData("""{"warning":{"code":"FALLING_BEHIND","percent_full":60}}""")]
    [InlineData("""{"friends":[1,2]}""")]
    [InlineData("""{"friends_str":["1"]}""")]
    [InlineData("""{"event":"favorite","source":{},"target":{},"created_at":"Sat Sep 04 16:10:54 +0000 2010"}""")]
    [InlineData("""{"errors":[{"title":"operational-disconnect"}]}""")]
    [InlineData("""{"errors":[{"title":"gone"}],"data":null}""")]
    [InlineData("""{"title":"operational-disconnect","disconnect_type":"UpstreamOperationalDisconnect"}""")]
    [InlineData("""{"title":"ConnectionException","connection_issue":"TooManyConnections"}""")]
    public void What_a_service_says_between_posts_is_a_control_message(string line) =>
        Assert.Equal(new Decoded(LineKind.Control), Decoded.Line(line));

    [Fact]
    public void A_post_may_have_fields_that_are_named_like_control_messages() =>
        Assert.Equal(new Decoded(LineKind.Post, "x"), Decoded.Line("""{"limit":1,"text":"x","warning":{},"event":"e","data":{},"content":"c"}"""));

    [Fact]
    public void Invalid_UTF_8_in_a_text_is_replaced()
    {
        byte[] line = [.. "a"u8, 0xFF, .. "#b"u8, 0xE3, 0x81, .. "c"u8, 0xC0, 0x80, 0xED, 0xA0, 0x80];

        Assert.Equal(new Decoded(LineKind.Text, Encoding.UTF8.GetString(line), Repaired: true), Decoded.Line(line));
    }

    [Fact]
    public void A_line_of_nothing_but_invalid_bytes_grows_to_three_times_its_length()
    {
        var line = new byte[5000];
        Array.Fill(line, (byte)0xFF);

        Assert.Equal(new Decoded(LineKind.Text, new string('\uFFFD', 5000), Repaired: true), Decoded.Line(line));
    }

    [Fact]
    public void A_replacement_character_that_was_sent_is_no_repair() =>
        Assert.False(Decoded.Line("\uFFFD").Repaired);

    [Fact]
    public void A_name_may_be_as_long_and_as_escaped_as_it_likes()
    {
        var name = string.Concat(Enumerable.Repeat("\\u0041", 2_000_000));

        Assert.Equal(new Decoded(LineKind.Post, "x"), Decoded.Line($$"""{"{{name}}":1,"text":"x"}"""));
        Assert.Equal(new Decoded(LineKind.Post, "x", Source: "mastodon"), Decoded.Line($$"""{"{{name}}":1,"content":"x"}"""));
    }

    [Fact]
    public void A_buffer_keeps_nothing_of_the_line_before()
    {
        var post = new PostBuffer();
        var reader = new PostReader();
        const string full = """{"offset":7,"id":"1","source":"s","created_at":1,"received_at":2,"lang":"en","author":"a","tags":["t"],"text":"\ud800"}""";
        foreach (var (line, expected) in new[]
        {
            ("plain", new Decoded(LineKind.Text, "plain")),
            ("", new Decoded(LineKind.Blank)),
            ("""{"limit":{}}""", new Decoded(LineKind.Control)),
            ("""{"text":1}""", new Decoded(LineKind.Malformed)),
            ("""{"text":"next"}""", new Decoded(LineKind.Post, "next")),
        })
        {
            reader.Read(Encoding.UTF8.GetBytes(full), post);
            Assert.Equal(new Decoded(LineKind.Post, "\uFFFD", "t", 1, "1", "s", "en", "a", 2, 7, Repaired: true), Decoded.Of(LineKind.Post, post));

            Assert.Equal(expected, Decoded.Of(reader.Read(Encoding.UTF8.GetBytes(line), post), post));
        }
    }

    [Fact]
    public void A_malformed_or_control_line_leaves_nothing_half_read_behind()
    {
        var post = new PostBuffer();

        new PostReader().Read("""{"id":"1","tags":["a"],"text":"x","created_at":1,"""u8, post);

        Assert.Equal(new Decoded(LineKind.Malformed), Decoded.Of(LineKind.Malformed, post));
    }

    [Theory]
    [InlineData("""{"text":"#half""", "not valid JSON at byte 14")]
    [InlineData("""{"text":"#a"} x""", "not valid JSON at byte 14")]
    [InlineData("""{"some":"thing"}""", "an object that holds no post anyone knows")]
    [InlineData("#a", "")]
    public void What_is_wrong_with_a_line_is_told(string line, string problem)
    {
        var reader = new PostReader();
        reader.Read("{}"u8, new PostBuffer());
        reader.Read(Encoding.UTF8.GetBytes(line), new PostBuffer());
        Assert.Equal(problem, reader.Problem);
    }

    [Fact]
    public void A_tag_may_be_read_32_bytes_past_its_end()
    {
        var post = new PostBuffer();
        for (var length = 1; length < 1200; length++)
        {
            new PostReader().Read(Encoding.UTF8.GetBytes($$"""{"text":"","tags":["{{new string('a', length)}}","b\u0062"]}"""), post);

            for (var i = 0; i < post.TagCount; i++)
            {
                Assert.True(Bytes(post).AsSpan().Overlaps(post.Tag(i), out var start));
                Assert.InRange(Bytes(post).Length - start - post.Tag(i).Length, 32, int.MaxValue);
            }

            post = length % 7 == 0 ? new PostBuffer() : post;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_bytes")]
    private static extern ref byte[] Bytes(PostBuffer post);
}
