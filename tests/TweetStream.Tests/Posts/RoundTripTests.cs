using System.Buffers;
using System.Text;
using CsCheck;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

public class RoundTripTests
{
    // Any scalar at all, with more of those that line ends, escapes and repairs turn on.
    private static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.Char[' ', '~'].Select(character => character.ToString()),
        Gen.OneOf("\"", "\\", "\n", "\r", "\r\n", "\0", "\u001F", "\u007F", "\u0085", "\u2028", "\u2029", "\uFFFD", "\uFEFF", "#", "＃", "&amp;", "\\u0041", "\\ud83d", "{", "}", "é", "’", "日", "😀"),
        Gen.Int[0, 0x10F7FF].Select(value => char.ConvertFromUtf32(value < 0xD800 ? value : value + 0x800)));

    private static readonly Gen<string> Words = Scalar.Array[0, 12].Select(string.Concat);

    private static readonly Gen<long?> Time = Gen.OneOf(
        Gen.Const((long?)null),
        Gen.Long[-62_135_596_800_000, 253_402_300_799_999].Select(time => (long?)time));

    private static readonly Gen<(string[] Fields, string[]? Tags, long? CreatedAt, long? ReceivedAt, long Offset, int? Tagger)> Content = Gen.Select(
        Words.Array[Enum.GetValues<PostField>().Length],
        Gen.OneOf(Gen.Const((string[]?)null), Words.Array[0, 12].Select(tags => (string[]?)tags)),
        Time,
        Time,
        Gen.OneOf(Gen.Const(-1L), Gen.Long[0, long.MaxValue]),
        Gen.OneOf(Gen.Const((int?)null), Gen.Int[0, int.MaxValue].Select(version => (int?)version)));

    [Fact]
    public void A_post_that_is_written_as_JSON_is_read_back_as_it_was() => Content.Sample(content =>
    {
        var written = new PostBuffer { CreatedAt = content.CreatedAt, ReceivedAt = content.ReceivedAt, HasTags = content.Tags != null };
        foreach (var field in Enum.GetValues<PostField>().Where(field => field != PostField.OtherLanguages))
            written.Set(field, Encoding.UTF8.GetBytes(content.Fields[(int)field]));
        foreach (var tag in content.Tags ?? [])
            written.AddTag(Encoding.UTF8.GetBytes(tag));
        if (written.HasTags)
            written.Tagger = content.Tagger;
        var output = new ArrayBufferWriter<byte>();

        PostWriter.WriteJson(written, content.Offset, output);

        Assert.Equal(output.WrittenCount - 1, output.WrittenSpan.IndexOf((byte)'\n'));
        Assert.Equal(content.Fields[(int)PostField.Text], Encoding.UTF8.GetString(written.Text));
        Assert.Equal(
            Decoded.Of(LineKind.Post, written) with { Offset = content.Offset < 0 ? null : content.Offset },
            Decoded.Line(output.WrittenSpan[..^1]));
    });

    [Fact]
    public void A_text_is_read_back_with_a_blank_for_every_line_end() => Words.Sample(text =>
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
