using TweetStream.Batch.Folding;
using TweetStream.Batch.Tail;
using TweetStream.Batch.Views;
using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Batch.Queries;

/// <summary>
/// Windows of the past from views and tail, late posts among them: which ones hold posts first, then the counts of all
/// in one pass over their panes. Exact as an answer of <see cref="Query"/> is; each is what that would answer between its ends.
/// </summary>
public sealed class PastWindows
{
    private static readonly WantedTag All = new(Key: null), None = new(Key: "");

    private readonly WindowsQuestion _question;
    private readonly LiveTail _tail;
    private readonly WindowSpec _windows;
    private readonly Level _level;

    public PastWindows(WindowsQuestion question, LiveTail tail)
    {
        (_question, _tail) = (question, tail);
        _windows = new(question.Size, question.Slide);
        _level = Level.All.Last(level => _windows.PaneSize % level.Size == 0);
    }

    /// <summary>The windows, oldest first.</summary>
    /// <exception cref="IOException">They cannot be told; the message is one line.</exception>
    public IReadOnlyList<Snapshot> Answer(CancellationToken stop) => _tail.Ask(reading => Answer(reading, stop), stop);

    private Snapshot[] Answer(TailReading reading, CancellationToken stop)
    {
        var starts = Choose(reading, stop);
        if (starts.Count == 0)
            return [];
        Load(reading, new(starts[0] - _question.Slide, starts[^1] + _question.Size), All, stop);
        return new WindowPass(reading.Database, _question, _windows.PaneSize).Run(starts, stop);
    }

    // Starts of the windows that are asked for and hold a post, in order. Where posts are far between, more is looked at each time.
    private List<long> Choose(TailReading reading, CancellationToken stop)
    {
        var (first, last) = Range(reading.State);
        var starts = new List<long>();
        for (var many = (long)_question.Limit; first <= last && starts.Count < _question.Limit; many *= 8)
        {
            var (from, to) = _question.Since is null ? (Math.Max(first, last - many + 1), last) : (first, Math.Min(last, first + many - 1));
            var posts = PanesWithPosts(reading, new(_windows.StartOf(from), _windows.EndOf(to)), stop);
            var found = posts.SelectMany(pane => WindowsWith(pane, from, to)).Distinct().Order().Select(_windows.StartOf).ToList();
            if (_question.Since is null)
            {
                starts.InsertRange(0, found.TakeLast(_question.Limit - starts.Count));
                last = from - 1;
            }
            else
            {
                starts.AddRange(found.Take(_question.Limit - starts.Count));
                first = to + 1;
            }
        }

        return starts;
    }

    // Numbers of the windows that could be asked for.
    private (long First, long Last) Range(TailState state)
    {
        if (state is not { Earliest: { } earliest, Latest: { } latest })
            return (0, -1);
        var ends = Math.Min(_question.Now.ToUnixTimeMilliseconds() + 1, _question.Before?.ToUnixTimeMilliseconds() ?? long.MaxValue); // before that
        var after = Math.Max(earliest, _question.Since?.ToUnixTimeMilliseconds() ?? long.MinValue);
        return (_windows.FirstWindowEndingAfter(after), Math.Min(_windows.LastWindowBeginningBy(latest), _windows.FirstWindowEndingAfter(ends - 1) - 1));
    }

    private IEnumerable<long> WindowsWith(long pane, long from, long to)
    {
        var last = Math.Min(_windows.LastWindowBeginningBy(pane), to);
        for (var window = Math.Max(_windows.FirstWindowEndingAfter(pane), from); window <= last; window++)
            yield return window;
    }

    private List<long> PanesWithPosts(TailReading reading, Stretch stretch, CancellationToken stop)
    {
        Load(reading, stretch, None, stop);
        return [.. reading.Database.Read(
            $"SELECT DISTINCT {CountDatabase.Floor("bucket", _windows.PaneSize)} FROM {CountDatabase.Counted} WHERE {CountDatabase.IsOfPosts}",
            row => row.GetInt64(0))];
    }

    private void Load(TailReading reading, Stretch stretch, WantedTag tag, CancellationToken stop)
    {
        var question = new Question { Archive = _question.Archive, Views = _question.Views, Coarsest = _level };
        reading.Database.Clear();
        new ViewRows(question, ComparedWindows.Only(stretch), tag, reading.Files, reading.Database).Add(reading.State.InForce.Usable?.Views ?? [], stop);
        new TailRows(question, stretch, tag, reading.Database).Add(reading.State.Parts, stop);
        reading.Database.Combine();
    }
}
