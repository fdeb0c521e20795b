using CsCheck;
using TweetStream.Cli.Options;

namespace TweetStream.Tests.Cli;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("COUNT:WINDW", "COUNT:WINDOW", 1)]
    [InlineData("ab", "ba", 2)]
    public void Letters_put_in_taken_out_or_exchanged_are_counted(string left, string right, int distance)
    {
        Assert.Equal(distance, EditDistance.Between(left, right));
        Assert.Equal(distance, EditDistance.Between(right, left));
    }

    [Fact]
    public void No_way_over_a_third_word_is_shorter() =>
        Gen.Select(Word, Word, Word).Sample((a, b, c) => EditDistance.Between(a, c) <= EditDistance.Between(a, b) + EditDistance.Between(b, c));

    private static readonly Gen<string> Word = Gen.String[Gen.Char['a', 'c'], 0, 6];
}
