using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace TweetStream.Benchmarks.Contenders;

/// <summary>System.Reactive with a post as its element, in a chain of four operators.</summary>
internal static class RxPosts
{
    public static readonly Contender Contender = new(
        "Rx, panes by hand", 1, "a post as its element: `Select`, `Select`, `Where`, `SelectMany` over each line; tags and counts as ReadLine, Regex, Dictionary", Count);

    private static List<ClosedWindow> Count(int port, Func<string, TaggedPost> read)
    {
        var panes = new DictionaryPanes();
        var windows = new List<ClosedWindow>();
        using var _ = LinesOf(port)
            .Select(read)
            .Select(panes.Add)
            .Where(closed => closed.Count > 0)
            .SelectMany(closed => closed)
            .Subscribe(windows.Add);
        return [.. windows, .. panes.End()];
    }

    // Pushed on the subscriber's thread: ToObservable would schedule each line.
    private static IObservable<string> LinesOf(int port) => Observable.Create<string>(observer =>
    {
        foreach (var line in Connection.LinesOf(port))
            observer.OnNext(line);
        observer.OnCompleted();
        return Disposable.Empty;
    });
}
