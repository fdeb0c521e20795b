using TweetStream.Posts;

namespace TweetStream.Relay.Sources.Synthetic;

/// <summary>An endless stream of made-up posts. Owns the pace; leaves what they say to <see cref="SyntheticPosts"/>.</summary>
internal sealed class SyntheticSource(PostRate rate, ulong seed, TimeProvider time) : PostSource("synthetic")
{
    /// <summary>Mean posts a second at <see cref="PostRate.Realtime"/>.</summary>
    public const double RealtimePostsPerSecond = 50;

    // At full speed nobody knows how fast that will be; the ranking moves as if it were this.
    private const double NominalMaxPostsPerSecond = 200_000;

    public override bool IsFinite => false;

    public override async Task RunAsync(PostSink sink, CancellationToken stop)
    {
        BeginSeries();
        var schedule = new Schedule(sink, time);
        var posts = new SyntheticPosts(seed);
        var post = new PostBuffer();
        foreach (var at in Times())
        {
            posts.Next(at, post);
            await schedule.UntilAsync(rate.IsMax ? TimeSpan.Zero : at, stop);
            sink.Pass(post, this);
        }
    }

    private IEnumerable<TimeSpan> Times() =>
        rate.IsRealtime ? PoissonTimes(seed, RealtimePostsPerSecond)
        : EvenTimes(rate.IsMax ? NominalMaxPostsPerSecond : rate.PostsPerSecond);

    /// <summary>Times since the start with natural gaps: now a few at once, now none for a while.</summary>
    internal static IEnumerable<TimeSpan> PoissonTimes(ulong seed, double postsPerSecond)
    {
        var gaps = new SeededRandom(~seed);
        for (var seconds = 0.0; ; seconds -= Math.Log(1 - gaps.NextDouble()) / postsPerSecond)
            yield return TimeSpan.FromSeconds(seconds);
    }

    private static IEnumerable<TimeSpan> EvenTimes(double postsPerSecond)
    {
        for (long n = 0; ; n++)
            yield return TimeSpan.FromSeconds(n / postsPerSecond);
    }
}
