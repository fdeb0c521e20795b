using System.Buffers;
using System.Text;
using CsCheck;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

/// <summary>A random post, and the line that the writer makes of it.</summary>
internal sealed record WrittenPost(string[] Fields, string[]? Tags, long? CreatedAt, long? ReceivedAt, long Offset, int? Tagger)
{
    // Any scalar at all, with more of those that line ends, escapes and repairs turn on.
    private static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.Char[' ', '~'].Select(character => character.ToString()),
        Gen.OneOf("\"", "\\", "\n", "\r", "\r\n", "\0", "\u001F", "\u007F", "\u0085", "\u2028", "\u2029", "\uFFFD", "\uFEFF", "#", "＃", "&amp;", "\\u0041", "\\ud83d", "{", "}", "é", "’", "日", "😀"),
        Gen.Int[0, 0x10F7FF].Select(value => char.ConvertFromUtf32(value < 0xD800 ? value : value + 0x800)));

    // What the writer does not escape.
    private static readonly Gen<string> PlainScalar = Gen.OneOf(
        Gen.Char['a', 'z'].Select(character => character.ToString()),
        Gen.OneOf(" ", "!", "#", "＃", "[", "]", "^", "}", "~", "\u007F", "\u0084", "é", "\u2027", "日", "\uFFFD", "😀"));

    private static readonly Gen<string> CommonScalar = Gen.Frequency((9, PlainScalar), (1, Gen.OneOf("\"", "\\", "\n", "\r", "\t")));

    private static readonly Gen<long?> Time = Gen.OneOf(
        Gen.Const((long?)null),
        Gen.OneOf(Gen.OneOf(-62_135_596_800_000, -1, 0, 951_782_400_000, 253_402_300_799_999), Gen.Long[-62_135_596_800_000, 253_402_300_799_999]).Select(time => (long?)time));

    /// <summary>A few characters of any kind.</summary>
    public static readonly Gen<string> Words = Text(Scalar, 12);

    public static readonly Gen<WrittenPost> Any = Of(Words, Text(Scalar, 100), Words, Gen.Long[0, long.MaxValue], Gen.Int[0, int.MaxValue]);

    /// <summary>As nearly all posts are: no character in them needs an escape of six bytes, none in a tag any, and numbers have digits to spare.</summary>
    public static readonly Gen<WrittenPost> Common = Of(Text(CommonScalar, 40), Text(CommonScalar, 100), Text(PlainScalar, 40), Gen.Long[0, 999_999_999_999_999_999], Gen.Int[0, 999_999_999]);

    private static Gen<string> Text(Gen<string> scalar, int most) => scalar.Array[0, most].Select(string.Concat);

    private static Gen<WrittenPost> Of(Gen<string> field, Gen<string> text, Gen<string> tag, Gen<long> offset, Gen<int> tagger) => Gen.Select(
        Gen.OneOf(Gen.Const(""), field).Array[(int)PostField.Text],
        text,
        Gen.OneOf(Gen.Const((string[]?)null), tag.Array[0, 12].Select(tags => (string[]?)tags)),
        Gen.Select(Time, Time),
        Gen.OneOf(Gen.OneOf(-1L, 0L, 9L, 10L), offset),
        Gen.OneOf(Gen.Const((int?)null), Gen.OneOf(Gen.OneOf(0, Model.ModelComparison.Tokeniser), tagger).Select(version => (int?)version)),
        (fields, text, tags, times, offset, tagger) => new WrittenPost([.. fields, text], tags, times.Item1, times.Item2, offset, tagger));

    public PostBuffer Post()
    {
        var post = new PostBuffer { CreatedAt = CreatedAt, ReceivedAt = ReceivedAt, HasTags = Tags != null };
        foreach (var field in Enum.GetValues<PostField>().Where(field => field != PostField.OtherLanguages))
            post.Set(field, Encoding.UTF8.GetBytes(Fields[(int)field]));
        foreach (var tag in Tags ?? [])
            post.AddTag(Encoding.UTF8.GetBytes(tag));
        if (post.HasTags)
            post.Tagger = Tagger;
        return post;
    }

    /// <summary>With the line's end.</summary>
    public ReadOnlySpan<byte> Json()
    {
        var output = new ArrayBufferWriter<byte>();
        PostWriter.WriteJson(Post(), Offset, output);
        return output.WrittenSpan;
    }
}
