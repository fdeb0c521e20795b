using System.Globalization;
using System.Text;
using CsCheck;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

public sealed class DomainLabelsTests
{
    [Theory]
    [InlineData("a.com", true)]
    [InlineData("a..com", false)]
    [InlineData(".com", false)]
    [InlineData("例え。テスト.com", true)]
    public void A_label_is_not_empty(string domain, bool encodable) =>
        Assert.Equal(encodable, DomainLabels.AreEncodable(Encoding.UTF8.GetBytes(domain)));

    [Fact]
    public void A_label_has_63_characters_at_most_as_the_runtime_writes_it()
    {
        var idn = new IdnMapping();
        var longest = 0;
        var letters = Gen.OneOf(
            Gen.Char['a', 'z'].Select(char.ToString),
            Gen.Char['ぁ', 'ゔ'].Select(char.ToString),
            Gen.Char['а', 'я'].Select(char.ToString),
            Gen.Char['一', '龥'].Select(char.ToString),
            Gen.Int[0x20000, 0x2A6D6].Select(char.ConvertFromUtf32));
        var labels = Gen.Select(letters.Array[1, 40], Gen.Int[0, 39].Array[1, 66]).Select((few, picks) =>
            string.Concat(picks.Select(pick => few[pick % few.Length])));

        labels.Sample(
            label =>
            {
                var written = Write(label);
                longest = Math.Max(longest, written?.Length ?? 0);
                Assert.Equal(written is not null, DomainLabels.AreEncodable(Encoding.UTF8.GetBytes(label)));
            },
            iter: 20_000);
        Assert.Equal(63, longest);

        string? Write(string label)
        {
            try
            {
                return idn.GetAscii(label);
            }
            catch (ArgumentException)
            {
                return null;
            }
        }
    }
}
