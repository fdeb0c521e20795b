using CsCheck;
using TweetStream.Wire;

namespace TweetStream.Tests.Wire;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(Growth.Doubling, new double[] { 100, 200, 400, 500, 500 })]
    [InlineData(Growth.Linear, new double[] { 100, 200, 300, 400, 500, 500 })]
    public void Waits_grow_up_to_the_longest_and_start_over_after_a_success(Growth growth, double[] steps)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), growth, () => 0);
        Assert.Equal(steps, steps.Select(_ => backoff.Next().TotalMilliseconds));
        backoff.Reset();
        Assert.Equal(100, backoff.Next().TotalMilliseconds);
    }

    [Fact]
    public void Jitter_makes_a_wait_longer_and_never_shorter_and_never_longer_than_the_longest() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 100_000], Gen.Int[1, 200], Gen.Double[0, 0.999]).Sample((first, more, attempts, chance) =>
        {
            var longest = TimeSpan.FromMilliseconds(first + more);
            var plain = new Backoff(TimeSpan.FromMilliseconds(first), longest, Growth.Doubling, () => 0);
            var jittered = new Backoff(TimeSpan.FromMilliseconds(first), longest, Growth.Doubling, () => chance);
            for (var i = 0; i < attempts; i++)
            {
                var (least, wait) = (plain.Next(), jittered.Next());
                Assert.True(wait >= least && wait <= longest && wait <= least * 1.2);
            }
        });
}
