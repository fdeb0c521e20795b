using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace TweetStream.Benchmarks.Contenders;

/// <summary>
/// System.Reactive with the operators that it has for windows, in two ways. Its clock is one that the posts drive, so that
/// its windows are those of the others.
/// </summary>
internal static class RxWindows
{
    public static readonly Contender ByBuffer = new(
        "Rx, panes by Buffer", 1, "a post as its element: `Buffer` keeps those of a slide, which are counted into a `Dictionary`, and `Buffer(2, 1)` adds two neighbours; tags as ReadLine, Regex.Matches, Dictionary",
        (port, read) => Count(port, read, Buffered))
    { Tags = TagsOf.TextByMatches };

    public static readonly Contender ByGroups = new(
        "Rx, Window and GroupBy", 10, "`Window`, `GroupBy`, `Count` over each tag, in two windows at once; tags as ReadLine, Regex, Dictionary", (port, read) => Count(port, read, Grouped));

    private static List<ClosedWindow> Count(int port, Func<string, TaggedPost> read, Counting counting)
    {
        var windows = new List<ClosedWindow>();
        using var posts = new Subject<TaggedPost>();
        HistoricalScheduler? clock = null;
        foreach (var line in Connection.LinesOf(port))
        {
            var post = read(line);
            clock ??= Begin(posts, ClosedWindow.SlideOf(post.Time) - ClosedWindow.Slide, counting, windows);
            clock.AdvanceTo(DateTimeOffset.FromUnixTimeMilliseconds(post.Time));
            posts.OnNext(post);
        }

        posts.OnCompleted();
        return windows;
    }

    private static HistoricalScheduler Begin(Subject<TaggedPost> posts, long firstStart, Counting counting, List<ClosedWindow> windows)
    {
        var clock = new HistoricalScheduler(DateTimeOffset.FromUnixTimeMilliseconds(firstStart));
        counting(posts, clock, number => firstStart + (number * ClosedWindow.Slide) + ClosedWindow.Size).Subscribe(windows.Add);
        return clock;
    }

    private static IObservable<ClosedWindow> Buffered(IObservable<TaggedPost> posts, IScheduler clock, Func<int, long> endOf) =>
        posts.Buffer(TimeSpan.FromMilliseconds(ClosedWindow.Slide), clock)
            .Select(slide => Sum(slide.SelectMany(post => post.Tags), tag => tag, _ => 1))
            .Buffer(2, 1)
            .Select(panes => Sum(panes.SelectMany(pane => pane), tag => tag.Key, tag => tag.Value))
            .Select((sum, number) => ClosedWindow.Of(endOf(number), sum.Select(tag => (tag.Key, tag.Value))));

    private static Dictionary<string, long> Sum<T>(IEnumerable<T> counted, Func<T, string> tagOf, Func<T, long> countOf)
    {
        var sum = new Dictionary<string, long>();
        foreach (var one in counted)
            sum[tagOf(one)] = sum.GetValueOrDefault(tagOf(one)) + countOf(one);
        return sum;
    }

    private static IObservable<ClosedWindow> Grouped(IObservable<TaggedPost> posts, IScheduler clock, Func<int, long> endOf) =>
        posts.SelectMany(post => post.Tags)
            .Window(TimeSpan.FromMilliseconds(ClosedWindow.Size), TimeSpan.FromMilliseconds(ClosedWindow.Slide), clock)
            .SelectMany((window, number) => GroupsOf(window).Select(counts => ClosedWindow.Of(endOf(number), counts)));

    private static IObservable<IList<(string Tag, long Count)>> GroupsOf(IObservable<string> tags) =>
        tags.GroupBy(tag => tag)
            .SelectMany(group => group.LongCount().Select(count => (group.Key, count)))
            .ToList();

    /// <summary>Windows from posts, by operators.</summary>
    /// <param name="posts">In the order of their times.</param>
    /// <param name="clock">Stands a slide before that of the first post.</param>
    /// <param name="endOf">The end of a window by its number.</param>
    private delegate IObservable<ClosedWindow> Counting(IObservable<TaggedPost> posts, IScheduler clock, Func<int, long> endOf);
}
