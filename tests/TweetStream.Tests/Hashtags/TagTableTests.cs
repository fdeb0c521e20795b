using System.Text;
using CsCheck;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

public sealed class TagTableTests
{
    [Fact]
    public void Spellings_of_one_tag_share_a_key()
    {
        var table = new TagTable(keepCase: false);
        var first = table.Intern("DotNet"u8);
        var second = table.Intern("dotnet"u8);
        Assert.NotEqual(first, second);
        Assert.Equal(table.KeyOf(first), table.KeyOf(second));
        Assert.Equal("dotnet", Encoding.UTF8.GetString(table.Key(table.KeyOf(first))));
        Assert.Equal("DotNet", Encoding.UTF8.GetString(table.Spelling(first)));
    }

    [Fact]
    public void Where_case_counts_they_do_not()
    {
        var table = new TagTable(keepCase: true);
        Assert.NotEqual(table.KeyOf(table.Intern("DotNet"u8)), table.KeyOf(table.Intern("dotnet"u8)));
    }

    [Fact]
    public void Every_spelling_has_one_number_for_good_until_it_is_forgotten() =>
        Gen.Select(Gen.String[Gen.Char["abAB"], 0, 3].Array[0, 200], Gen.Bool.Array[200]).Sample((spellings, keep) =>
        {
            var table = new TagTable(keepCase: false);
            var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var spelling in spellings)
            {
                var number = table.Intern(Encoding.UTF8.GetBytes(spelling));
                Assert.Equal(numbers.TryGetValue(spelling, out var known) ? known : numbers.Count, number);
                numbers[spelling] = number;
            }

            var renumbered = table.Compact(keep.AsSpan(0, table.Count));
            foreach (var (spelling, number) in numbers)
            {
                Assert.Equal(keep[number], renumbered[number] >= 0);
                if (keep[number])
                    Assert.Equal(renumbered[number], table.Intern(Encoding.UTF8.GetBytes(spelling)));
            }

            Assert.Equal(keep.AsSpan(0, numbers.Count).Count(true), table.Count);
        });
}
