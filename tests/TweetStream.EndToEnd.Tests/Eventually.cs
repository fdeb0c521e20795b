namespace TweetStream.EndToEnd.Tests;

internal static class Eventually
{
    /// <summary>Waits for what another process brings about; fails, with what <paramref name="what"/> tells, only where it never does.</summary>
    public static async Task HoldsAsync(Func<bool> condition, Func<string> what)
    {
        for (var patience = Tweetstream.Patience; !condition(); patience -= Poll)
        {
            Assert.True(patience > TimeSpan.Zero, $"did not come about: {what()}");
            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
}
