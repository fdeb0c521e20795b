using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TweetStream.Batch;
using TweetStream.Batch.Queries;
using TweetStream.Batch.Tail;
using TweetStream.Batch.Views;
using TweetStream.Tests.Archive;
using TweetStream.Tests.Relay;
using TweetStream.Trends;

namespace TweetStream.Tests.Batch;

/// <summary>An archive with its views, beside a list of its posts by which every answer is checked in the plainest way.</summary>
internal sealed class CountedArchive : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CountedArchive(int segmentBytes = 600, TimeSpan? retain = null) =>
        Archive = new(options => options with { SegmentBytes = segmentBytes, Retain = retain });

    public RunningArchive Archive { get; }

    public SortedList<long, NaivePost> Posts { get; } = [];

    public string Views => _folder.Path("views");

    public BatchOptions Options => new() { Archive = Archive.Options.Folder, Views = Views };

    public Question Question => new() { Archive = Archive.Options.Folder, Views = Views, Top = 0 };

    public string[] ViewFiles => [.. Directory.GetFiles(Views, "*.parquet").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Path of a file of views.</summary>
    /// <param name="view">Of which one, in their order.</param>
    /// <param name="level">Of which level.</param>
    public string ViewFile(int view, string level = "day") => Path.Combine(Views, ViewFiles.Where(file => file.Contains($".{level}.", StringComparison.Ordinal)).ElementAt(view));

    public void Append(params NaivePost[] posts)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < posts.Length; i++)
        {
            var offset = Archive.Writer.Next + i;
            Posts.Add(offset, posts[i]);
            lines.Append(posts[i].Line(offset)).Append('\n');
        }

        Archive.Writer.Append(Encoding.UTF8.GetBytes(lines.ToString()), posts.Length);
    }

    /// <summary>Appends posts of one tag, one a second, in segments of a few.</summary>
    public void AppendSeconds(string tag, int from, int to)
    {
        for (var second = from; second < to; second++)
            Append(new NaivePost(second * 1000, null, [tag]));
    }

    public ViewManifest Batch(bool rebuild = false, Action<string>? done = null, ILogger? log = null) =>
        new BatchRun(Options with { Rebuild = rebuild }, Archive.Time, log ?? NullLogger.Instance) { Done = done }.Run(CancellationToken.None);

    /// <summary>A tail for many questions; the caller's to dispose.</summary>
    public LiveTail Tail() => new(Archive.Options.Folder, Views);

    public Answer Ask(long? from = null, long? to = null, Action<string>? done = null, LiveTail? tail = null, CancellationToken stop = default) =>
        new Query(Question with { From = TimeOf(from), To = TimeOf(to) }, tail) { Done = done }.Answer(stop);

    /// <summary>Asks, and compares the answer with what the list of posts says.</summary>
    public Answer Check(long? from = null, long? to = null, Action<string>? done = null, LiveTail? tail = null)
    {
        var answer = Ask(from, to, done, tail);
        Assert.Equal(Naive(from, to, answer.Until), Text(answer));
        Assert.InRange(answer.Late, answer.IsLateExact ? NaiveLate(from, to, answer.Until) : 0, NaiveLate(from, to, answer.Until));
        return answer;
    }

    /// <summary>How many posts came when the ten seconds in which they count were over.</summary>
    public long NaiveLate(long? from, long? to, long until)
    {
        var (late, eventTime) = (0, long.MinValue);
        foreach (var (offset, post) in Posts)
        {
            if (offset < until && post.Time >= (from ?? long.MinValue) && post.Time < (to ?? long.MaxValue) && eventTime >= (Math.Floor(post.Time / 10_000.0) + 1) * 10_000)
                late++;
            if (post.CreatedAt == post.Time)
                eventTime = Math.Max(eventTime, post.Time);
        }

        return late;
    }

    public static string Text(Answer answer) => $"{answer.Posts} posts: {string.Join(", ", answer.Top.Select(Text))}";

    public string Naive(long? from, long? to, long until)
    {
        var posts = Posts.Where(post => post.Key < until && post.Value.Time >= (from ?? long.MinValue) && post.Value.Time < (to ?? long.MaxValue)).ToList();
        var ranks = posts
            .SelectMany(post => post.Value.Tags.DistinctBy(NaivePost.KeyOf).Select(tag => (Tag: tag, Offset: post.Key)))
            .GroupBy(use => NaivePost.KeyOf(use.Tag), StringComparer.Ordinal)
            .OrderByDescending(tag => tag.Count()).ThenBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => (tag.Key, Display: tag.GroupBy(use => use.Tag, StringComparer.Ordinal).OrderByDescending(spelling => spelling.Count()).ThenBy(spelling => spelling.Min(use => use.Offset)).First().Key, Count: tag.Count()));
        return $"{posts.Count} posts: {string.Join(", ", ranks.Select(tag => $"#{tag.Key} {tag.Display} {tag.Count}"))}";
    }

    public static DateTimeOffset? TimeOf(long? milliseconds) => milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    public void Dispose()
    {
        Archive.Dispose();
        _folder.Dispose();
    }

    private static string Text(Trend trend) => $"{trend.Tag} {trend.Display[1..]} {trend.Count}";
}

/// <summary>A post as a test gives it.</summary>
/// <param name="CreatedAt">In ms since the Unix epoch.</param>
/// <param name="ReceivedAt">The same; null for a second after it was made.</param>
/// <param name="Tags">Its hashtags in their order.</param>
internal sealed record NaivePost(long? CreatedAt, long? ReceivedAt, string[] Tags)
{
    /// <summary>When it came.</summary>
    public long Received => ReceivedAt ?? CreatedAt!.Value + 1000;

    /// <summary>At which it counts.</summary>
    public long Time => CreatedAt is { } created && created <= Received + 300_000 ? created : Received;

    public static string KeyOf(string tag) => tag.ToLowerInvariant();

    public string Line(long offset)
    {
        var created = CreatedAt is { } time ? $"\"created_at\":\"{Iso(time)}\"," : "";
        return string.Create(CultureInfo.InvariantCulture, $"{{\"offset\":{offset},{created}\"received_at\":\"{Iso(Received)}\",\"text\":\"{string.Join(' ', Tags.Select(tag => "#" + tag))}\"}}");
    }

    private static string Iso(long time) => SnapshotJson.Iso(DateTimeOffset.FromUnixTimeMilliseconds(time));
}
