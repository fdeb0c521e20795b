using TweetStream.Batch.Views;

namespace TweetStream.Batch.Tail;

/// <summary>What there is to answer from at one moment: the views up to H, and the tail from there to the live offset.</summary>
/// <param name="InForce">The views.</param>
/// <param name="From">H; where there are no views to be used, the first offset of the archive.</param>
/// <param name="Parts">The tail: what is held of each segment, in the order of their offsets.</param>
internal sealed record TailState(ViewsInForce InForce, long From, IReadOnlyList<TailPart> Parts)
{
    private IReadOnlyList<View> Views => InForce.Usable?.Views ?? [];

    /// <summary>The live offset: everything below is in a view, in the tail, or missing.</summary>
    public long Until => Parts is [.., var last] ? last.Next : From;

    /// <summary>Offsets below it, of any time, that are neither in a view nor in the tail.</summary>
    public long Missing => InForce.Missing + Until - From - Parts.Sum(part => part.Next - part.First);

    /// <summary>Whether every post that came before is known, so that no late one was taken for one in time.</summary>
    public bool KnowsLate => (InForce.Usable?.KnowsLate ?? From == 0) && Missing == 0;

    /// <summary>Posts that are counted.</summary>
    public long Posts => Views.Sum(view => view.Posts) + Parts.Sum(part => part.Posts);

    /// <summary>Posts without any time, which are in no stretch of time.</summary>
    public long Untimed => Views.Sum(view => view.Untimed) + Parts.Sum(part => part.Untimed);

    /// <summary>Lines that hold no post that can be read.</summary>
    public long Unreadable => Views.Sum(view => view.Unreadable) + Parts.Sum(part => part.Unreadable);

    /// <summary>Time of the earliest post, in ms since the Unix epoch; null where there is none.</summary>
    public long? Earliest => Views.Select(view => view.Earliest).Concat(Parts.Where(part => part.Posts > 0).Select(part => (long?)part.Earliest)).Min();

    /// <summary>Time of the latest post.</summary>
    public long? Latest => Views.Select(view => view.Latest).Concat(Parts.Where(part => part.Posts > 0).Select(part => (long?)part.Latest)).Max();
}
