using System.Globalization;
using TweetStream.Trends;

namespace TweetStream.Batch.Queries;

/// <summary>
/// One pass over panes in their order, from which each window is added up by what enters it and what leaves it. Owns
/// their ranks, which are those of an answer: count, ties by key; the spelling seen most often, ties by first seen.
/// </summary>
internal sealed class WindowPass
{
    private readonly CountDatabase _database;
    private readonly WindowsQuestion _question;
    private readonly long _pane;
    private readonly Dictionary<long, long> _posts;
    private readonly int[] _spellings; // where those of a key begin, and one end more
    private readonly long[] _ofKey;
    private readonly long[] _ofKeyBefore; // one slide earlier
    private readonly long[] _ofSpelling;
    private readonly LinkedList<Pane> _panes = [];

    /// <param name="database">Has the counts of all windows and of one slide before the first.</param>
    /// <param name="question">Which windows.</param>
    /// <param name="pane">Size of a pane, of which all windows are whole ones.</param>
    public WindowPass(CountDatabase database, WindowsQuestion question, long pane)
    {
        (_database, _question, _pane) = (database, question, pane);
        database.Execute($"CREATE TEMP TABLE panes AS SELECT tag, spelling, {CountDatabase.Floor("bucket", pane)} AS pane, sum(count)::BIGINT AS count, min(first) AS first FROM {CountDatabase.Counted} GROUP BY ALL");
        // Numbers in the order of the keys, so that ties are decided by them.
        database.Execute("CREATE TEMP TABLE spellings AS SELECT tag, spelling, (dense_rank() OVER (ORDER BY tag) - 1)::INTEGER AS key, (row_number() OVER (ORDER BY tag, spelling) - 1)::INTEGER AS id FROM (SELECT DISTINCT tag, spelling FROM panes WHERE tag IS NOT NULL)");
        _posts = database.Read("SELECT pane, count FROM panes WHERE tag IS NULL", row => KeyValuePair.Create(row.GetInt64(0), row.GetInt64(1))).ToDictionary();
        var firsts = database.Read("SELECT min(id) FROM spellings GROUP BY key ORDER BY key", row => row.GetInt32(0)).ToList();
        var count = database.Read("SELECT count(*) FROM spellings", row => (int)row.GetInt64(0)).Single();
        _spellings = [.. firsts, count];
        (_ofKey, _ofKeyBefore, _ofSpelling) = (new long[firsts.Count], new long[firsts.Count], new long[count]);
    }

    /// <param name="starts">Of the windows, in order.</param>
    /// <param name="stop">Ends it.</param>
    public Snapshot[] Run(IReadOnlyList<long> starts, CancellationToken stop)
    {
        using var rows = _database.Read(
            "SELECT pane, key, id, count, first FROM panes JOIN spellings USING (tag, spelling) ORDER BY pane",
            row => (Pane: row.GetInt64(0), Row: new Row(row.GetInt32(1), row.GetInt32(2), row.GetInt64(3), row.GetInt64(4)))).GetEnumerator();
        var isLeft = rows.MoveNext();
        var windows = new List<Window>();
        foreach (var start in starts)
        {
            stop.ThrowIfCancellationRequested();
            while (isLeft && rows.Current.Pane < start + _question.Size)
            {
                if (_panes.Last?.Value.Start != rows.Current.Pane)
                    _panes.AddLast(new Pane(rows.Current.Pane));
                _panes.Last!.Value.Rows.Add(rows.Current.Row);
                isLeft = rows.MoveNext();
            }

            Move(start);
            windows.Add(new(start, PostsOf(start), _ofKey.Sum(), [.. Best().Select(best => new Place(best.Key, SpellingOf(best.Key), best.Count, _ofKeyBefore[best.Key]))]));
        }

        return Describe(windows);
    }

    // Adds what is in this window, or was in the one before it, and takes out what no longer is.
    private void Move(long start)
    {
        for (var node = _panes.First; node is not null;)
        {
            var (pane, next) = (node.Value, node.Next);
            var isIn = pane.Start >= start && pane.Start < start + _question.Size;
            var wasIn = pane.Start >= start - _question.Slide && pane.Start < start - _question.Slide + _question.Size;
            if (isIn != pane.IsIn)
                pane.Add(isIn ? 1 : -1, _ofKey, _ofSpelling);
            if (wasIn != pane.WasIn)
                pane.Add(wasIn ? 1 : -1, _ofKeyBefore, null);
            (pane.IsIn, pane.WasIn) = (isIn, wasIn);
            if (pane.Start < start - _question.Slide)
                _panes.Remove(node);
            node = next;
        }
    }

    private long PostsOf(long start)
    {
        var posts = 0L;
        for (var pane = start; pane < start + _question.Size; pane += _pane)
            posts += _posts.GetValueOrDefault(pane);
        return posts;
    }

    private List<(long Count, int Key)> Best()
    {
        var best = new List<(long Count, int Key)>();
        for (var key = 0; key < _ofKey.Length; key++)
        {
            var count = _ofKey[key];
            if (count == 0 || (best.Count == _question.Top && count <= best[^1].Count))
                continue;
            var at = best.Count;
            while (at > 0 && best[at - 1].Count < count)
                at--;
            best.Insert(at, (count, key));
            if (best.Count > _question.Top)
                best.RemoveAt(_question.Top);
        }

        return best;
    }

    private int SpellingOf(int key)
    {
        var spellings = Enumerable.Range(_spellings[key], _spellings[key + 1] - _spellings[key]).ToList();
        var most = spellings.Max(spelling => _ofSpelling[spelling]);
        spellings.RemoveAll(spelling => _ofSpelling[spelling] < most);
        return spellings.Count == 1 ? spellings[0] : spellings.MinBy(spelling => _panes.Where(pane => pane.IsIn).Min(pane => pane.FirstOf(spelling)));
    }

    private Snapshot[] Describe(List<Window> windows)
    {
        var shown = windows.SelectMany(window => window.Top, (_, place) => place.Spelling).Distinct().ToList();
        var names = shown.Count == 0 ? [] : _database.Read(
            string.Create(CultureInfo.InvariantCulture, $"SELECT id, tag, spelling FROM spellings WHERE id IN ({string.Join(", ", shown)})"),
            row => (Id: row.GetInt32(0), Tag: "#" + row.GetString(1), Spelling: "#" + row.GetString(2))).ToDictionary(name => name.Id);
        return [.. windows.Select(window => new Snapshot
        {
            Start = DateTimeOffset.FromUnixTimeMilliseconds(window.Start),
            End = DateTimeOffset.FromUnixTimeMilliseconds(window.Start + _question.Size),
            Slide = TimeSpan.FromMilliseconds(_question.Slide),
            Posts = window.Posts,
            Tags = window.Tags,
            Top = [.. window.Top.Select(place => new Trend(names[place.Spelling].Tag, names[place.Spelling].Spelling, place.Count, place.Before))],
        })];
    }

    private sealed record Window(long Start, long Posts, long Tags, IReadOnlyList<Place> Top);

    private readonly record struct Place(int Key, int Spelling, long Count, long Before);

    private readonly record struct Row(int Key, int Spelling, long Count, long First);

    private sealed class Pane(long start)
    {
        public long Start => start;

        public List<Row> Rows { get; } = [];

        public bool IsIn { get; set; }

        public bool WasIn { get; set; }

        public void Add(int sign, long[] ofKey, long[]? ofSpelling)
        {
            foreach (var row in Rows)
            {
                ofKey[row.Key] += sign * row.Count;
                if (ofSpelling is not null)
                    ofSpelling[row.Spelling] += sign * row.Count;
            }
        }

        public long FirstOf(int spelling)
        {
            foreach (var row in Rows)
            {
                if (row.Spelling == spelling)
                    return row.First;
            }

            return long.MaxValue;
        }
    }
}
