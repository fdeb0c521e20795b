namespace TweetStream.Testing;

/// <summary>Waits for what another thread or process brings about; fails, and tells what, only where it never does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(50);

    public static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(condition, () => what);

    public static Task HoldsAsync(Func<bool> condition, Func<string> what) => HoldsAsync(() => Task.FromResult(condition()), what);

    public static Task HoldsAsync(Func<Task<bool>> condition, string what) => HoldsAsync(condition, () => what);

    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string> what)
    {
        // What takes long is asked for less often: to look may be work.
        var (patience, poll) = (Patience.Limit, FirstPoll);
        for (; !await condition(); patience -= poll, poll = poll < LongestPoll ? poll * 1.2 : LongestPoll)
        {
            Assert.True(patience > TimeSpan.Zero, $"did not come about: {what()}");
            await Task.Delay(poll, TimeProvider.System);
        }
    }
}
