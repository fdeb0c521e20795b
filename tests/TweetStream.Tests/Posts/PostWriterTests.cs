using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

public class PostWriterTests
{
    private static string Text(string text)
    {
        var post = new PostBuffer();
        post.Set(PostField.Text, Encoding.UTF8.GetBytes(text));
        var output = new ArrayBufferWriter<byte>();
        PostWriter.WriteText(post, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Json(PostBuffer post, long offset = -1)
    {
        var output = new ArrayBufferWriter<byte>();
        PostWriter.WriteJson(post, offset, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static PostBuffer Full()
    {
        var post = new PostBuffer { CreatedAt = 1_767_225_600_000, ReceivedAt = -1 };
        post.Set(PostField.Text, "Grüße, 日本 😀"u8);
        post.Set(PostField.Author, "ann"u8);
        post.Set(PostField.Language, "de"u8);
        post.Set(PostField.Source, "file"u8);
        post.Set(PostField.Id, "42"u8);
        post.AddTag("日本"u8);
        post.AddTag("#b"u8);
        return post;
    }

    [Theory]
    [InlineData("", "\n")]
    [InlineData("Hello #world", "Hello #world\n")]
    [InlineData("a\nb", "a b\n")]
    [InlineData("a\rb", "a b\n")]
    [InlineData("a\r\nb", "a b\n")]
    [InlineData("a\n\rb", "a  b\n")]
    [InlineData("a\r\r\n\nb", "a   b\n")]
    [InlineData("a\u0085b\u2028c\u2029d", "a b c d\n")]
    [InlineData("\na\n", " a \n")]
    [InlineData("\u0084 \u0086 \u2027 \u202A \u00C2 \u00E2 ’", "\u0084 \u0086 \u2027 \u202A \u00C2 \u00E2 ’\n")]
    [InlineData("a\tb\0c\v\f 😀", "a\tb\0c\v\f 😀\n")]
    public void A_text_is_one_line_and_otherwise_unchanged(string text, string expected) => Assert.Equal(expected, Text(text));

    [Fact]
    public void A_post_is_one_object_with_its_fields_in_order() =>
        Assert.Equal(
            """{"offset":7,"id":"42","source":"file","created_at":"2026-01-01T00:00:00.000Z","received_at":"1969-12-31T23:59:59.999Z","lang":"de","author":"ann","tags":["日本","b"],"text":"Grüße, 日本 😀"}""" + "\n",
            Json(Full(), 7));

    [Fact]
    public void What_a_post_has_not_is_left_out()
    {
        Assert.Equal("{\"text\":\"\"}\n", Json(new PostBuffer()));
        Assert.Equal("{\"offset\":0,\"tags\":[],\"text\":\"\"}\n", Json(new PostBuffer { HasTags = true }, 0));
        Assert.Equal("{\"offset\":9223372036854775807,\"text\":\"\"}\n", Json(new PostBuffer(), long.MaxValue));
    }

    [Fact]
    public void A_time_that_no_calendar_has_is_left_out() =>
        Assert.Equal("{\"text\":\"\"}\n", Json(new PostBuffer { CreatedAt = long.MaxValue, ReceivedAt = long.MinValue }));

    [Fact]
    public void Only_what_must_be_escaped_is()
    {
        var post = new PostBuffer();
        post.Set(PostField.Text, "\"\\/\0\b\t\n\v\f\r\u001F\u007F\u0084\u0085\u0086\u2027\u2028\u2029<>&+'é’日😀"u8);

        Assert.Equal(
            """{"text":"\"\\/\u0000\u0008\t\n\u000b\u000c\r\u001f""" + "\u007F\u0084" + """\u0085""" + "\u0086\u2027" + """\u2028\u2029<>&+'é’日😀"}""" + "\n",
            Json(post));
    }

    [Fact]
    public void Every_field_is_escaped()
    {
        var post = new PostBuffer();
        foreach (var field in Enum.GetValues<PostField>())
            post.Set(field, "\"\n\u2028"u8);
        post.AddTag("\"\n\u2028"u8);

        var json = Json(post);

        Assert.Equal(1, json.Count(character => character is '\n' or '\u2028'));
        using var document = JsonDocument.Parse(json);
        foreach (var name in new[] { "id", "source", "lang", "author", "text" })
            Assert.Equal("\"\n\u2028", document.RootElement.GetProperty(name).GetString());
        Assert.Equal("\"\n\u2028", document.RootElement.GetProperty("tags")[0].GetString());
    }

    [Fact]
    public void Writing_allocates_nothing_once_the_output_has_grown()
    {
        var post = Full();
        post.Set(PostField.Text, "a\n\u2028\u0001\"b’"u8);
        var output = new ArrayBufferWriter<byte>(4096);
        void Write()
        {
            output.ResetWrittenCount();
            PostWriter.WriteText(post, output);
            PostWriter.WriteJson(post, 7, output);
        }

        Write();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Write();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_line_of_any_length_comes_whole_into_an_output_that_gives_no_more_room_than_it_is_asked_for() =>
        Gen.OneOf("a", " long stretch without anything to escape ", "\n", "\"", "\u2028", "日", "\u0001").Array[0, 400].Sample(pieces =>
        {
            var text = string.Concat(pieces);
            var post = new PostBuffer();
            post.Set(PostField.Text, Encoding.UTF8.GetBytes(text));
            var (asText, asJson) = (new SparingOutput(), new SparingOutput());
            PostWriter.WriteText(post, asText);
            PostWriter.WriteJson(post, 7, asJson);
            Assert.Equal(text.Replace('\n', ' ').Replace('\u2028', ' ') + "\n", Encoding.UTF8.GetString([.. asText.Bytes]));
            using var json = JsonDocument.Parse(asJson.Bytes.ToArray());
            Assert.Equal(text, json.RootElement.GetProperty("text").GetString());
            Assert.Equal(1, asJson.Bytes.Count(b => b == '\n'));
        });

    private sealed class SparingOutput : IBufferWriter<byte>
    {
        private byte[] _room = [];

        public List<byte> Bytes { get; } = [];

        public void Advance(int count) => Bytes.AddRange(_room.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _room = new byte[Math.Max(sizeHint, 1)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
