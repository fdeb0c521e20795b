using TweetStream.Batch.Folding;
using TweetStream.Batch.Views;

namespace TweetStream.Batch.Queries;

/// <summary>
/// What a view can answer of a stretch of time, at which level, and what only its segment can: the ten seconds that an end of
/// the stretch cuts. The days inside are answered by the file of days, the hours that are left over by that of hours, and so on. An
/// end beyond the view's own posts cuts nothing, and where it has no posts, nothing is read.
/// </summary>
internal sealed class CutView
{
    private readonly List<(Level Level, Stretch Stretch)> _whole = [];
    private readonly List<Stretch> _cut = [];

    private CutView(View view, Stretch asked) => (View, Asked) = (view, asked);

    public View View { get; }

    public Stretch Asked { get; }

    /// <summary>The buckets that are whole: stretches that do not overlap.</summary>
    public IReadOnlyList<(Level Level, Stretch Stretch)> Whole => _whole;

    /// <summary>The rest: up to two stretches, each shorter than twenty seconds.</summary>
    public IReadOnlyList<Stretch> Cut => _cut;

    /// <summary>Of which files are read.</summary>
    public IEnumerable<Level> Levels => _whole.Select(whole => whole.Level).Concat(_cut.Select(_ => Level.TenSeconds)).Distinct();

    /// <param name="view">The view.</param>
    /// <param name="asked">What is asked of it.</param>
    /// <param name="coarsest">Buckets of higher levels tell too little.</param>
    public static CutView Of(View view, Stretch asked, Level coarsest)
    {
        var from = asked.From <= view.Earliest ? long.MinValue : asked.From;
        var to = asked.To > view.Latest ? long.MaxValue : asked.To;
        var cut = new CutView(view, asked);
        cut.Add(new(from, to), coarsest);
        return cut;
    }

    private void Add(Stretch stretch, Level? level)
    {
        if (stretch.IsEmpty || !View.Overlaps(stretch))
            return;
        if (level is null)
        {
            _cut.Add(stretch);
            return;
        }

        var finer = Level.All.TakeWhile(other => other != level).LastOrDefault();
        var first = stretch.From == long.MinValue ? stretch.From : level.Ceiling(stretch.From);
        var last = stretch.To == long.MaxValue ? stretch.To : level.Floor(stretch.To);
        if (first >= last)
        {
            Add(stretch, finer);
            return;
        }

        if (View.Overlaps(new(first, last)))
            _whole.Add((level, new(first, last)));
        Add(new(stretch.From, first), finer);
        Add(new(last, stretch.To), finer);
    }
}
