using System.Text;
using TweetStream.Cluster.Records;
using TweetStream.Windows;

namespace TweetStream.Cluster.Trends;

/// <summary>
/// Makes one result of what the partitions say of a window. Exact, since a tag is in one partition: the highest ranked of all
/// are among the highest ranked of each. Ranks as the single process does. Pure.
/// </summary>
internal static class WindowMerge
{
    private static readonly Comparer<RankedTag> ByRank = Comparer<RankedTag>.Create(static (a, b) =>
        a.Count != b.Count ? b.Count.CompareTo(a.Count) : CompareKeys(a.Tag, b.Tag));

    /// <param name="answers">Of each partition, all of the same closed window.</param>
    /// <param name="spec">Which windows there are.</param>
    /// <param name="top">How many tags to rank.</param>
    public static WindowResult Of(IReadOnlyList<WindowAnswer> answers, WindowSpec spec, int top) => new()
    {
        Window = answers[0].Window,
        Start = spec.StartOf(answers[0].Window),
        End = spec.EndOf(answers[0].Window),
        Slide = spec.Slide,
        Posts = answers.Sum(answer => answer.Posts),
        Tags = answers.Sum(answer => answer.Tags),
        Top = [.. answers.SelectMany(answer => answer.Top).Order(ByRank).Take(top)],
        Totals = answers.Aggregate(new StreamTotals(), (sum, answer) => sum + answer.Totals),
        Gap = answers.Select(answer => answer.Gap).FirstOrDefault(gap => gap is not null),
    };

    // By their bytes: beyond the basic plane the order of UTF-16 is another.
    private static int CompareKeys(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
}
