using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace TweetStream.Benchmarks.Contenders;

/// <summary>
/// System.Reactive as its documentation would have it: overlapping windows of tags, grouped and counted by operators. Its
/// clock is one that the posts drive, so that its windows are those of the others.
/// </summary>
internal static class RxWindows
{
    public static readonly Contender Contender = new(
        "Rx, Window and GroupBy", 10, "`Window`, `GroupBy`, `Count` over each tag, in two windows at once; tags as ReadLine, Regex, Dictionary", Count);

    private static List<ClosedWindow> Count(int port, Func<string, TaggedPost> read)
    {
        var windows = new List<ClosedWindow>();
        using var posts = new Subject<TaggedPost>();
        HistoricalScheduler? clock = null;
        foreach (var line in Connection.LinesOf(port))
        {
            var post = read(line);
            clock ??= Begin(posts, ClosedWindow.SlideOf(post.Time) - ClosedWindow.Slide, windows);
            clock.AdvanceTo(DateTimeOffset.FromUnixTimeMilliseconds(post.Time));
            posts.OnNext(post);
        }

        posts.OnCompleted();
        return windows;
    }

    private static HistoricalScheduler Begin(Subject<TaggedPost> posts, long firstStart, List<ClosedWindow> windows)
    {
        var clock = new HistoricalScheduler(DateTimeOffset.FromUnixTimeMilliseconds(firstStart));
        posts.SelectMany(post => post.Tags)
            .Window(TimeSpan.FromMilliseconds(ClosedWindow.Size), TimeSpan.FromMilliseconds(ClosedWindow.Slide), clock)
            .SelectMany((window, number) => Counted(window, firstStart + (number * ClosedWindow.Slide) + ClosedWindow.Size))
            .Subscribe(windows.Add);
        return clock;
    }

    private static IObservable<ClosedWindow> Counted(IObservable<string> tags, long end) =>
        tags.GroupBy(tag => tag)
            .SelectMany(group => group.LongCount().Select(count => (group.Key, count)))
            .ToList()
            .Select(counts => ClosedWindow.Of(end, counts));
}
