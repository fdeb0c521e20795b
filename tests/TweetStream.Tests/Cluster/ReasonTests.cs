using TweetStream.Cluster;

namespace TweetStream.Tests.Cluster;

public sealed class ReasonTests
{
    [Theory]
    [InlineData("the storage cannot be reached", "the storage cannot be reached")]
    [InlineData("two lines\nof which one is told", "two lines")]
    [InlineData(
        "Failed to write grain state for checkpoint grain with ID partition/B and storage key service/state/partition/B/checkpoint. StackExchange.Redis.RedisConnectionException: The message timed out in the backlog (5000ms) - Last Connection Exception: SocketClosed (ReadEndOfStream, last-recv: 0) on 127.0.0.1:6379/Interactive, command=EVAL, timeout: 5000 (Please take a look at this article)",
        "The message timed out in the backlog (5000ms)")]
    [InlineData("StackExchange.Redis.RedisServerException: MISCONF Errors writing to the AOF file: No space left on device", "MISCONF Errors writing to the AOF file: No space left on device")]
    public void Of_what_a_storage_says_the_words_of_the_failure_are_left(string message, string reason) =>
        Assert.Equal(reason, Reason.Of(new IOException(message)));
}
