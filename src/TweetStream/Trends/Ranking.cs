using System.Text;
using TweetStream.Hashtags;
using TweetStream.Windows;

namespace TweetStream.Trends;

/// <summary>
/// Ranks the tags of a window: the counts of all spellings of a tag together, highest first, ties by the key in ordinal
/// order, so that the last place is never arbitrary. Shown is the spelling seen most often, ties by first seen.
/// Not for use by two threads at once.
/// </summary>
public sealed class Ranking
{
    private readonly TagTable _table;
    private readonly int _top;
    private readonly string _sign;
    private readonly Comparer<int> _byRank;
    private readonly List<int> _keys = [];
    private long[] _counts = [];

    /// <param name="table">The table that numbered the spellings of the window.</param>
    /// <param name="top">How many tags to rank; 0 is all.</param>
    /// <param name="sign">What stands before a tag: <c>#</c>, or nothing for words.</param>
    public Ranking(TagTable table, int top, string sign)
    {
        (_table, _top, _sign) = (table, top, sign);
        _byRank = Comparer<int>.Create(ByRank);
    }

    /// <summary>The ranked tags, and the sum of the counts of all tags of the window.</summary>
    public (IReadOnlyList<Trend> Top, long Tags) Of(WindowCounts window)
    {
        var tags = AddUp(window.Counts);
        var trends = Describe(window, Highest());
        foreach (var key in _keys)
            _counts[key] = 0;
        _keys.Clear();
        return (trends, tags);
    }

    private long AddUp(ReadOnlySpan<int> counts)
    {
        if (_counts.Length < _table.KeyCount)
            _counts = new long[Math.Max(_table.KeyCount, _counts.Length * 2)];
        var sum = 0L;
        for (var spelling = 0; spelling < counts.Length; spelling++)
        {
            if (counts[spelling] == 0)
                continue;
            var key = _table.KeyOf(spelling);
            if (_counts[key] == 0)
                _keys.Add(key);
            _counts[key] += counts[spelling];
            sum += counts[spelling];
        }

        return sum;
    }

    private int ByRank(int a, int b)
    {
        var byCount = _counts[b].CompareTo(_counts[a]);
        return byCount != 0 ? byCount : _table.Key(a).SequenceCompareTo(_table.Key(b));
    }

    // A million tags are looked at to show ten: keep only the best so far, sorted.
    private List<int> Highest()
    {
        if (_top == 0 || _keys.Count <= _top)
        {
            _keys.Sort(_byRank);
            return _keys;
        }

        var best = new List<int>(_top + 1);
        foreach (var key in _keys)
        {
            if (best.Count == _top && _byRank.Compare(key, best[^1]) > 0)
                continue;
            best.Insert(~best.BinarySearch(key, _byRank), key);
            if (best.Count > _top)
                best.RemoveAt(_top);
        }

        return best;
    }

    private Trend[] Describe(WindowCounts window, List<int> ranked)
    {
        var spellings = new Dictionary<int, List<int>>(ranked.Count);
        foreach (var key in ranked)
            spellings.Add(key, []);
        for (var spelling = 0; spelling < window.Counts.Length; spelling++)
        {
            if (window.Counts[spelling] > 0 && spellings.TryGetValue(_table.KeyOf(spelling), out var ofKey))
                ofKey.Add(spelling);
        }

        var previous = new Dictionary<int, long>(ranked.Count);
        for (var spelling = 0; spelling < window.Previous.Length; spelling++)
        {
            if (window.Previous[spelling] > 0 && spellings.ContainsKey(_table.KeyOf(spelling)))
                previous[_table.KeyOf(spelling)] = previous.GetValueOrDefault(_table.KeyOf(spelling)) + window.Previous[spelling];
        }

        var trends = new Trend[ranked.Count];
        for (var rank = 0; rank < trends.Length; rank++)
        {
            var key = ranked[rank];
            var shown = MostFrequent(spellings[key], window);
            trends[rank] = new(Text(_table.Key(key)), Text(_table.Spelling(shown)), _counts[key], previous.GetValueOrDefault(key));
        }

        return trends;
    }

    private static int MostFrequent(List<int> spellings, WindowCounts window)
    {
        var most = 0;
        foreach (var spelling in spellings)
            most = Math.Max(most, window.Counts[spelling]);
        var candidates = new List<int>(spellings.Count);
        foreach (var spelling in spellings)
        {
            if (window.Counts[spelling] == most)
                candidates.Add(spelling);
        }

        return candidates.Count == 1 ? candidates[0] : window.FirstSeen(candidates.ToArray());
    }

    private string Text(ReadOnlySpan<byte> utf8) => _sign + Encoding.UTF8.GetString(utf8);
}
