using R3;

namespace TweetStream.Benchmarks.Contenders;

/// <summary>R3, which has no windows and no groups, with a post as its element.</summary>
internal static class R3Posts
{
    public static readonly Contender Contender = new(
        "R3, a post an element", 1, "`Select`, `Select`, `Where` over each line; tags and counts as ReadLine, Regex, Dictionary", Count);

    private static List<ClosedWindow> Count(int port, Func<string, TaggedPost> read)
    {
        var panes = new DictionaryPanes();
        var windows = new List<ClosedWindow>();
        using var _ = Connection.LinesOf(port).ToObservable()
            .Select(read)
            .Select(panes.Add)
            .Where(closed => closed.Count > 0)
            .Subscribe(windows.AddRange);
        return [.. windows, .. panes.End()];
    }
}
