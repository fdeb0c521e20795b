using TweetStream.Counter.Tapping;

namespace TweetStream.Tests.Counter.Tapping;

public sealed class SampleTests
{
    private const int Posts = 100_000;

    [Theory]
    [InlineData(1, Posts)]
    [InlineData(0.5, Posts / 2)]
    [InlineData(0.01, Posts / 100)]
    public void About_the_share_is_taken(double share, int expected)
    {
        // Five standard deviations; the posts are the same in every run.
        var deviation = Math.Sqrt(Posts * share * (1 - share));
        Assert.InRange(Taken(share, seed: 7).Count, expected - (5 * deviation), expected + (5 * deviation));
    }

    [Fact]
    public void The_same_seed_takes_the_same_posts_and_another_one_takes_others()
    {
        Assert.Equal(Taken(0.01, seed: 7), Taken(0.01, seed: 7));
        Assert.NotEqual(Taken(0.01, seed: 7), Taken(0.01, seed: 8));
    }

    [Fact]
    public void A_larger_share_holds_the_smaller_one_of_the_same_seed() =>
        Assert.Subset(Taken(0.1, seed: 7).ToHashSet(), Taken(0.01, seed: 7).ToHashSet());

    [Fact]
    public void Neighbours_are_taken_independently()
    {
        var taken = Taken(0.5, seed: 7).ToHashSet();
        var pairs = taken.Count(number => taken.Contains(number + 1));
        Assert.InRange(pairs, (Posts / 4) - 700, (Posts / 4) + 700);
    }

    private static List<long> Taken(double share, ulong seed)
    {
        var sample = new Sample(share, seed);
        return [.. Enumerable.Range(0, Posts).Select(number => (long)number).Where(sample.Takes)];
    }
}
