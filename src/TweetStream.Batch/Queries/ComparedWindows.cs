using TweetStream.Batch.Folding;
using TweetStream.Trends;

namespace TweetStream.Batch.Queries;

/// <summary>The windows that a question counts: the time asked for and, where rising tags are ranked, as many of the same length before it as weigh something.</summary>
/// <param name="All">In the order of time, each ends where the next begins; the last is the time asked for.</param>
internal sealed record ComparedWindows(IReadOnlyList<Stretch> All)
{
    /// <summary>So many half-lives ago a window has lost all but a millionth of its weight.</summary>
    public const int HalfLives = 20;

    public Stretch Asked => All[^1];

    /// <summary>From the first to the last.</summary>
    public Stretch Span => new(All[0].From, Asked.To);

    public static ComparedWindows Only(Stretch asked) => new([asked]);

    /// <exception cref="ViewsException">It is no time that others can be compared with.</exception>
    public static ComparedWindows Before(Stretch asked)
    {
        if (asked.From == long.MinValue || asked.To == long.MaxValue || asked.IsEmpty || Bucket.Floor(asked.From) != asked.From || Bucket.Floor(asked.To) != asked.To)
            throw new ViewsException("rising tags are found by comparing a time with those before it, which needs a beginning and an end, both in full ten seconds");
        var size = asked.To - asked.From;
        var before = (int)(HalfLives * TagHistory.HalfLife);
        return new([.. Enumerable.Range(0, before + 1).Select(window => asked.From - ((before - window) * size)).Select(from => new Stretch(from, from + size))]);
    }
}
