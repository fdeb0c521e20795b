using System.Buffers;
using System.Text;
using CsCheck;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

public class RoundTripTests
{
    [Fact]
    public void A_post_that_is_written_as_JSON_is_read_back_as_it_was() => WrittenPost.Any.Sample(written =>
    {
        var line = written.Json();

        Assert.Equal(line.Length - 1, line.IndexOf((byte)'\n'));
        Assert.Equal(written.Fields[(int)PostField.Text], Encoding.UTF8.GetString(written.Post().Text));
        Assert.Equal(
            Decoded.Of(LineKind.Post, written.Post()) with { Offset = written.Offset < 0 ? null : written.Offset },
            Decoded.Line(line[..^1]));
    });

    [Fact]
    public void A_text_is_read_back_with_a_blank_for_every_line_end() => WrittenPost.Words.Sample(text =>
    {
        // Blank lines and those that look like JSON are for others.
        text = "a" + text;
        var written = new PostBuffer();
        written.Set(PostField.Text, Encoding.UTF8.GetBytes(text));
        var output = new ArrayBufferWriter<byte>();

        PostWriter.WriteText(written, output);

        var expected = text.Replace("\r\n", " ", StringComparison.Ordinal);
        foreach (var lineEnd in new[] { '\r', '\n', '\u0085', '\u2028', '\u2029' })
            expected = expected.Replace(lineEnd, ' ');
        Assert.Equal(expected + "\n", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(new Decoded(LineKind.Text, expected), Decoded.Line(output.WrittenSpan[..^1]));
    });

    [Fact]
    public void Any_bytes_become_text_as_the_framework_decodes_them() => Gen.Byte.Array[0, 40].Sample(bytes =>
    {
        var post = new PostBuffer();

        post.Set(PostField.Text, bytes);

        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(post.Text));
        Assert.Equal(!System.Text.Unicode.Utf8.IsValid(bytes), post.Repaired);
    });
}
