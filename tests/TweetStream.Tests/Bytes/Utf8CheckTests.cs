using System.Text;
using System.Text.Unicode;
using CsCheck;
using TweetStream.Bytes;

namespace TweetStream.Tests.Bytes;

public sealed class Utf8CheckTests
{
    private static readonly Gen<byte[]> Pieces = Gen.Frequency(
        (6, Gen.OneOf(Gen.Char['a', 'z'].Select(c => c.ToString()), Gen.Char['\u0080', '\uD7FF'].Select(c => c.ToString()), Gen.Int[0x10000, 0x10FFFF].Select(char.ConvertFromUtf32)).Select(Encoding.UTF8.GetBytes)),
        (2, Gen.Int[1, 150].Select(length => new byte[length])),
        (1, Gen.Byte.Array[1, 4]),
        (1, Gen.Byte[0x80, 0xFF].Array[1, 4]));

    [Fact]
    public void Its_verdict_is_that_of_the_framework() =>
        Pieces.Array[0, 60].Sample(pieces =>
        {
            var bytes = pieces.SelectMany(piece => piece).ToArray();
            Assert.Equal(Utf8.IsValid(bytes), Utf8Check.IsValid(bytes));
        }, iter: 20_000);

    [Fact]
    public void It_is_the_same_in_registers_of_any_length() =>
        Pieces.Array[0, 60].Sample(pieces =>
        {
            byte[] bytes = [.. new byte[Utf8Check.Least], .. pieces.SelectMany(piece => piece)];
            var valid = Utf8.IsValid(bytes);
            Assert.Equal(valid, Utf8Check.IsValid<Block512>(bytes));
            Assert.Equal(valid, Utf8Check.IsValid<Pair<Block256>>(bytes));
            Assert.Equal(valid, Utf8Check.IsValid<Pair<Pair<Block128>>>(bytes));
        }, iter: 5_000);

    [Fact]
    public void It_is_for_a_single_error_wherever_it_stands() =>
        Gen.Select(Gen.String[Gen.Char["aé日"], 60, 100], Gen.Int[0, 199], Gen.Byte).Sample((text, at, with) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            bytes[at % bytes.Length] = with;
            Assert.Equal(Utf8.IsValid(bytes), Utf8Check.IsValid(bytes));
            Assert.Equal(Utf8.IsValid(bytes.AsSpan(0, at % bytes.Length)), Utf8Check.IsValid(bytes.AsSpan(0, at % bytes.Length)));
        }, iter: 20_000);

    [Theory]
    [InlineData(0)]
    [InlineData(14)]
    [InlineData(60)]
    [InlineData(62)]
    [InlineData(77)]
    public void Four_bytes_from_all_kinds_have_the_frameworks_verdict(int before)
    {
        ReadOnlySpan<byte> kinds =
            [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF];
        var bytes = new byte[before + 4 + (2 * Utf8Check.Step)];
        for (var sequence = 0; sequence < 24 * 24 * 24 * 24; sequence++)
        {
            (bytes[before], bytes[before + 1]) = (kinds[sequence % 24], kinds[sequence / 24 % 24]);
            (bytes[before + 2], bytes[before + 3]) = (kinds[sequence / 576 % 24], kinds[sequence / 13_824]);
            if (Utf8.IsValid(bytes) != Utf8Check.IsValid(bytes))
                Assert.Fail(Convert.ToHexString(bytes, before, 4));
        }
    }
}
