using System.Globalization;

namespace TweetStream.Relay.Sources.X;

/// <summary>What reading from X costs, in words.</summary>
internal static class XPrice
{
    /// <summary>US dollars a post read: docs.x.com/x-api/getting-started/pricing, "Posts: Read", as of November 2026.</summary>
    public const decimal PerPost = 0.005m;

    private const int SecondsPerDay = 24 * 60 * 60;

    /// <summary>The most that a day costs.</summary>
    public static string OfCap(long postsPerDay) => string.Create(
        CultureInfo.InvariantCulture, $"at most {postsPerDay:N0} posts a day, about ${postsPerDay * PerPost:#,0.##} a day at ${PerPost} a post");

    /// <summary>What a stream without a cap may come to.</summary>
    public static string OfNoCap() => string.Create(
        CultureInfo.InvariantCulture,
        $"no cap on the posts that are read, each of which costs ${PerPost}: one post a second is ${SecondsPerDay * PerPost:#,0.##} a day; set a cap with --max-posts-per-day, or thin a rule out with X's operator sample:, as in --rule '#dotnet sample:10'");
}
