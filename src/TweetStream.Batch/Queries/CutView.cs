using TweetStream.Batch.Folding;
using TweetStream.Batch.Views;

namespace TweetStream.Batch.Queries;

/// <summary>
/// What a view can answer of a stretch of time, and what only its segment can: the buckets that an end of the stretch cuts.
/// An end beyond the view's own posts cuts nothing.
/// </summary>
/// <param name="View">The view.</param>
/// <param name="Whole">The buckets that are whole; empty where none is.</param>
/// <param name="Cut">The rest: up to two stretches, each within one bucket.</param>
internal sealed record CutView(View View, Stretch Whole, Stretch[] Cut)
{
    public static CutView Of(View view, Stretch asked)
    {
        var from = asked.From <= view.Earliest ? long.MinValue : asked.From;
        var to = asked.To > view.Latest ? long.MaxValue : asked.To;
        var first = from == long.MinValue ? from : Bucket.Ceiling(from);
        var last = to == long.MaxValue ? to : Bucket.Floor(to);
        if (first > last)
            return new(view, new(0, 0), [new(from, to)]);
        return new(view, new(first, last), [.. new[] { new Stretch(from, first), new Stretch(last, to) }.Where(cut => !cut.IsEmpty)]);
    }
}
