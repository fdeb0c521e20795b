using System.Text;
using CsCheck;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

public sealed class ScannerPropertyTests
{
    private static readonly string[] Alphabet =
    [
        "#", "#", "＃", "&", "@", "a", "B", "é", "я", "日", "あ", "ß", "ا", "ก", "가", "𠮷", "𞤆", "1", "७", "_", "-", "·", "\u200C", "\u200D",
        "\uFE0E", "\uFE0F", "\u20E3", "\u0301", "😀", " ", " ", "\n", "\u3000", "\u00A0", "\u202A", "\uFEFF", "\uFFFF", "。", "\"",
        ".", ".", "/", "/", "://", ":", "?", "=", "(", ")", ",", "!", "'", "–", "http://", "https://", "HTTP://", "example.com", ".com", "com.",
        "co", "t.co/", "http://t.co/", "xn--", ".xn--a", ".みんな", ".рф", ".भारतम्", "a_b.", "-a.", ":80", "/#", "/#a", "?#a", "(#a)", "\0",
    ];

    private static readonly Gen<string> Words = Gen.OneOf(Alphabet).Array[1, 25].Select(string.Concat);

    // A few of the alphabet at a time, so that they meet each other often.
    private static readonly Gen<string> Texts = Gen.Frequency(
        (1, Words),
        (2, Gen.OneOf(Alphabet).Array[3, 9].SelectMany(few => Gen.OneOf([.. few, "#", "/", ".com"]).Array[1, 25].Select(string.Concat))));

    private static readonly Gen<byte[]> TornTexts = Gen.Select(
        Texts.Array[1, 3],
        Gen.OneOf<byte>(0x80, 0xBF, 0xC3, 0xE6, 0xEF, 0xBC, 0xED, 0xA0, 0xF0, 0x9F, 0xFF),
        (texts, stray) => texts.SelectMany(text => Encoding.UTF8.GetBytes(text).Append(stray)).ToArray());

    [Fact]
    public void Tags_are_those_of_the_model() => Texts.Sample(
        text =>
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            var found = Scanned.Ranges(utf8).Select(tag => Scanned.Unit(utf8, tag.Start.Value)..Scanned.Unit(utf8, tag.End.Value));
            Assert.Equal(ScannerModel.Tags(text), found);
        },
        iter: 5_000);

    [Fact]
    public void Urls_are_those_of_the_model() =>
        Texts.Sample(text => Assert.Equal(ScannerModel.Urls(text), Scanned.UrlRanges(text)), iter: 5_000);

    [Fact]
    public void Torn_utf8_is_scanned_as_if_it_had_been_repaired() => TornTexts.Sample(
        bytes =>
        {
            var repaired = Encoding.UTF8.GetString(bytes);
            Assert.Equal(ScannerModel.Tags(repaired).Select(tag => repaired[tag]), Scanned.Tags(bytes));
        },
        iter: 5_000);

    [Fact]
    public void Any_bytes_give_tags_in_order_within_the_text() => Gen.OneOf(Gen.Byte.Array[0, 200], TornTexts).Sample(
        bytes =>
        {
            var reached = 0;
            foreach (var tag in Scanned.Ranges(bytes))
            {
                Assert.True(reached < tag.Start.Value && tag.Start.Value < tag.End.Value && tag.End.Value <= bytes.Length);
                reached = tag.End.Value;
            }

            var urls = new UrlScanner(bytes);
            for (reached = 0; urls.MoveNext(int.MaxValue); reached = urls.End)
                Assert.True(reached <= urls.Start && urls.Start < urls.End && urls.End <= bytes.Length);
        },
        iter: 5_000);

    [Fact]
    public void What_stands_in_the_list_before_changes_nothing() => Gen.Select(Texts, Texts).Sample(
        (first, second) =>
        {
            var tags = Scanned.Ranges(Encoding.UTF8.GetBytes(first));
            Range[] expected = [.. tags, .. Scanned.Ranges(Encoding.UTF8.GetBytes(second))];
            HashtagScanner.Scan(Encoding.UTF8.GetBytes(second), tags);
            Assert.Equal(expected, tags);
        },
        iter: 2_000);
}
