using System.Globalization;
using TweetStream.Cluster;
using TweetStream.Counter;
using TweetStream.Tests.Counter;
using TweetStream.Trends;

namespace TweetStream.Tests.Cluster;

/// <summary>What the counter makes of the same posts.</summary>
internal static class SingleProcess
{
    /// <summary>The windows that close, in order of their end; of those that were corrected the last form.</summary>
    public static List<string> Windows(ClusterOptions options, IEnumerable<StampedPost> posts, bool withLate = true)
    {
        var counted = new Counted(new CountOptions { Input = CountInput.StandardInput, Windows = options.Windows, Top = options.Top, Time = TimeChoice.Event, By = options.By, KeepCase = options.KeepCase });
        var offset = 0;
        foreach (var post in posts)
            counted.Line(post.Line(offset++), arrival: post.Time);
        return [.. counted.Snapshots.Where(snapshot => snapshot.IsResult).GroupBy(snapshot => snapshot.End).OrderBy(window => window.Key).Select(window => Text(window.Last(), withLate))];
    }

    public static string Text(Snapshot snapshot, bool withLate = true) => string.Create(
        CultureInfo.InvariantCulture,
        $"[{snapshot.Start.ToUnixTimeMilliseconds()},{snapshot.End.ToUnixTimeMilliseconds()}) {snapshot.Posts} posts {snapshot.Tags} tags {(withLate ? $"{snapshot.Stream.Late} late " : "")}{string.Join(' ', snapshot.Top.Select(tag => $"{tag.Tag}={tag.Display}:{tag.Count}<{tag.Previous}"))}");
}
