using System.Text.Json;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

public class MastodonStatusTests
{
    private const string Status = """
        {"id":"116","created_at":"2026-01-01T00:00:00.250Z","language":"en","content":"<p>Hello <a href=\"https://example.org/tags/piano\" class=\"mention hashtag\">#<span>piano</span></a><br>A &amp; B</p><p>&#x1F3B9; &lt;p&gt;</p>","account":{"acct":"ann@example.org"},"tags":[{"name":"piano","url":"https://example.org/tags/piano"},{"name":"Music"}]}
        """;

    private static readonly Decoded Expected = new(
        LineKind.Post, "Hello #piano\nA & B\n🎹 <p>", "piano Music", 1_767_225_600_250, "116", "mastodon", "en", "ann@example.org");

    private static string TextOf(string html) => Decoded.Line($$"""{"content":{{JsonSerializer.Serialize(html)}}}""").Text;

    [Fact]
    public void A_status_is_read() => Assert.Equal(Expected, Decoded.Line(Status));

    [Fact]
    public void A_status_in_the_envelope_of_a_stream_is_read()
    {
        var payload = JsonSerializer.Serialize(Status);

        Assert.Equal(Expected, Decoded.Line($$"""{"event":"update","payload":{{payload}}}"""));
        Assert.Equal(Expected, Decoded.Line($$"""{"stream":["public"],"event":"update","payload":{{payload}}}"""));
    }

    [Theory]
    [InlineData("""{"event":"delete","payload":"116"}""")]
    [InlineData("""{"event":"status.update","payload":"{\"content\":\"x\"}"}""")]
    [InlineData("""{"event":"filters_changed"}""")]
    public void Other_events_are_control_messages(string line) => Assert.Equal(new Decoded(LineKind.Control), Decoded.Line(line));

    [Theory]
    [InlineData("""{"event":"update"}""")]
    [InlineData("""{"event":"update","payload":5}""")]
    [InlineData("""{"event":"update","payload":"116"}""")]
    [InlineData("""{"event":"update","payload":""}""")]
    [InlineData("""{"event":"update","payload":"{\"content\":\"half"}""")]
    [InlineData("""{"event":"update","payload":"{\"content\":\"x\"} rubbish"}""")]
    [InlineData("""{"event":"update","payload":"{\"text\":\"x\"}"}""")]
    [InlineData("""{"id":"1","content":5}""")]
    public void An_update_that_holds_no_status_is_malformed(string line) => Assert.Equal(new Decoded(LineKind.Malformed), Decoded.Line(line));

    [Theory]
    [InlineData("[]", "")]
    [InlineData("""[{"name":"#a"},{"name":5},{},"no",null,{"name":"b"}]""", "a b")]
    [InlineData("null", Decoded.None)]
    [InlineData("""{"name":"a"}""", Decoded.None)]
    public void Tags_are_delivered_when_they_are_an_array(string tags, string expected) =>
        Assert.Equal(new Decoded(LineKind.Post, "#x", expected, Source: "mastodon"), Decoded.Line($$"""{"content":"<p>#x</p>","tags":{{tags}},"text":null}"""));

    [Theory]
    [InlineData("", "")]
    [InlineData("<p></p>", "")]
    [InlineData("plain", "plain")]
    [InlineData("<p>a</p><p>b</p>", "a\nb")]
    [InlineData("a<br>b<br/>c<br />d<BR>e", "a\nb\nc\nd\ne")]
    [InlineData("a<b>b</b>c<!-- x -->d", "abcd")]
    [InlineData("<a title=\"a>b\" class='c>d'>e</a>", "e")]
    [InlineData("&lt;br&gt; &amp;lt; &quot;&#39; &#x65E5;&nbsp;&unknown;", "<br> &lt; \"' 日\u00A0&unknown;")]
    [InlineData("&#xD83D; &#0;", "&#xD83D; \0")]
    [InlineData("a < b", "a < b")]
    [InlineData("a <b", "a <b")]
    [InlineData("<p>a</p> <a title=\"b", "a\n<a title=\"b")]
    [InlineData("<<>", "")]
    [InlineData("<pre>a</pre><param>b", "a\nb")]
    [InlineData("a<param>b</param><picture>c", "abc")]
    [InlineData("<p>日本 #タグ</p>", "日本 #タグ")]
    public void Tags_of_HTML_vanish_and_entities_are_decoded(string html, string expected) => Assert.Equal(expected, TextOf(html));

    // As Mastodon sends them: links whose ends are hidden, mentions and tags in spans, lists, quotations, code, headings made bold.
    [Theory]
    [InlineData("<p>See <a href=\"https://example.org/page/that/is/long\" rel=\"nofollow noopener\" translate=\"no\" target=\"_blank\"><span class=\"invisible\">https://</span><span class=\"ellipsis\">example.org/page/that</span><span class=\"invisible\">/is/long</span></a></p>", "See https://example.org/page/that/is/long")]
    [InlineData("<p><span class=\"h-card\" translate=\"no\"><a href=\"https://example.org/@ann\" class=\"u-url mention\">@<span>ann</span></a></span> yes</p>", "@ann yes")]
    [InlineData("<p>a</p><ul><li>b</li><li>c <a href=\"https://example.org/tags/d\" class=\"mention hashtag\" rel=\"tag\">#<span>d</span></a></li></ul><p>e</p>", "a\nb\nc #d\ne")]
    [InlineData("<ol start=\"3\"><li><p>a</p></li><li value=\"7\"><p>b</p></li></ol>c", "a\nb\nc")]
    [InlineData("<blockquote><p>a<br />b</p></blockquote><p>c</p>", "a\nb\nc")]
    [InlineData("<p>a</p>\n\n<p>b</p>\n<ul>\n<li>c</li>\n</ul>\n", "a\nb\nc")]
    [InlineData("<p><strong>A</strong></p><p>b <em>c</em><del>d</del> <code>e</code></p><pre><code>f\n g</code></pre>", "A\nb cd e\nf\n g")]
    [InlineData("a<br><br>b<br></p><p>c", "a\n\nb\nc")]
    [InlineData("<p>a <b>b</b> <i>c</i></p>", "a b c")]
    [InlineData("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>", "漢(kan)")]
    [InlineData("<P>a</P><LI>b</LI>", "a\nb")]
    public void Blocks_stand_on_lines_of_their_own(string html, string expected) => Assert.Equal(expected, TextOf(html));

    [Theory]
    [InlineData("""{"state":"accepted"}""", "mine #dotnet")]
    [InlineData("null", "RE: https://example.org/@ann/1\nmine #dotnet")]
    public void The_link_to_a_quoted_post_is_left_out_where_the_post_is_shown(string quote, string expected)
    {
        const string Html = """<p class=\"quote-inline\">RE: <a href=\"https://example.org/@ann/1\"><span class=\"invisible\">https://</span>example.org/@ann/1</a></p><p>mine <a class=\"mention hashtag\">#<span>dotnet</span></a></p>""";

        Assert.Equal(expected, Decoded.Line($$"""{"content":"{{Html}}","quote":{{quote}}}""").Text);
    }

    [Theory]
    [InlineData("a <span class=\"x quote-inline\"><br>RE: <span>b</span> <SPAN>c</SPAN></span>d", "a d")]
    [InlineData("a <span class=\"quote-inline-not\">b</span>", "a b")]
    [InlineData("<a href=\"quote-inline\">b</a>", "b")]
    [InlineData("<a class=\"b", "<a class=\"b")]
    [InlineData("<span class=\"quote-inline\">b", "")]
    [InlineData("a< class=\"quote-inline\">b<>c", "abc")]
    public void An_element_is_left_out_with_all_in_it(string html, string expected) =>
        Assert.Equal(expected, Decoded.Line($$"""{"content":{{JsonSerializer.Serialize(html)}},"quote":{} }""").Text);

    [Fact]
    public void A_boost_is_no_post_of_its_own()
    {
        Assert.Equal(LineKind.Control, Decoded.Line("""{"id":"2","content":"<p>#x</p>","reblog":{"id":"1","content":"<p>#x</p>"}}""").Kind);
        Assert.Equal(LineKind.Post, Decoded.Line("""{"id":"2","content":"<p>#x</p>","reblog":null}""").Kind);
    }

    [Fact]
    public void A_mebibyte_of_tags_without_an_end_is_text_and_is_read_in_one_go()
    {
        var html = string.Concat(Enumerable.Repeat("<a title=\"", 100_000));

        Assert.Equal(html, TextOf(html));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced_on_either_level()
    {
        var expected = new Decoded(LineKind.Post, "\uFFFD", Source: "mastodon", Repaired: true);

        Assert.Equal(expected, Decoded.Line("""{"content":"\ud83d"}"""));
        Assert.Equal(expected, Decoded.Line("""{"event":"update","payload":"{\"content\":\"\\ud83d\"}"}"""));
        Assert.Equal(expected, Decoded.Line("""{"event":"update","payload":"{\"content\":\"\ud83d\"}"}"""));
    }
}
