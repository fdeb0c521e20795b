using TweetStream.Benchmarks.BatchLayer;

namespace TweetStream.Benchmarks.ClusterLayer;

/// <summary>An archive as dense as a whole network's stream, and the windows that are to come of it.</summary>
internal sealed class CountedPosts
{
    /// <summary>The windows that all are given.</summary>
    public static readonly string[] Options = ["--window", "20s", "--slide", "10s", "--watermark-delay", "5s", "--top", "50", "--from", "earliest"];

    private const int PostsPerSecond = 6_000;
    private const long Slide = 10_000;
    private static readonly TimeSpan LongAfter = TimeSpan.FromHours(1);

    public CountedPosts(string folder, long posts)
    {
        var archive = new GeneratedArchive(folder, latePosts: 0);
        var over = TimeSpan.FromSeconds((double)posts / PostsPerSecond);
        archive.Add(posts, TimeSpan.Zero, over);
        var (first, last) = archive.Times;
        // Every pane between has posts, and each is in two windows. The last of them closes with a post long after.
        Windows = (int)(Math.DivRem(last, Slide).Quotient - Math.DivRem(first, Slide).Quotient) + 2;
        archive.Add(1, over + LongAfter, TimeSpan.FromSeconds(1));
        (Folder, Posts, Bytes) = (folder, archive.Posts, archive.Bytes);
    }

    public string Folder { get; }

    public long Posts { get; }

    /// <summary>Bytes of the lines, before compression.</summary>
    public long Bytes { get; }

    /// <summary>How many windows close.</summary>
    public int Windows { get; }
}
