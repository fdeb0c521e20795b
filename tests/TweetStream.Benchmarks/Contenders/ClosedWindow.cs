namespace TweetStream.Benchmarks.Contenders;

/// <summary>What a contender says of one window: when it ended, in ms, and its ten most frequent tags, ties by the tag.</summary>
internal sealed record ClosedWindow(long End, IReadOnlyList<(string Tag, long Count)> Top)
{
    public const long Size = 20_000;
    public const long Slide = 10_000;
    private const int Ranks = 10;

    public static ClosedWindow Of(long end, IEnumerable<(string Tag, long Count)> counts) =>
        new(end, [.. counts.OrderByDescending(tag => tag.Count).ThenBy(tag => tag.Tag, StringComparer.Ordinal).Take(Ranks)]);

    /// <summary>Start of the slide that a time is in.</summary>
    public static long SlideOf(long time) => time - (time % Slide);
}
