using TweetStream.Wire;

namespace TweetStream.Tests.Wire;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_double_up_to_the_longest_and_start_over_after_a_success()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));
        foreach (var expected in (double[])[100, 200, 400, 500, 500])
            Assert.InRange(backoff.Next().TotalMilliseconds, expected * 0.8, expected * 1.2);
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalMilliseconds, 80, 120);
    }
}
