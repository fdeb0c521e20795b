using System.Numerics;
using System.Text;
using TweetStream.Hashtags;
using TweetStream.Windows;

namespace TweetStream.Trends;

/// <summary>
/// Ranks the tags of a window: the counts of all spellings of a tag together, highest first, ties by the key in ordinal
/// order, so that the last place is never arbitrary. With a history, that of rising tags, the score goes before the count.
/// Shown is the spelling seen most often, ties by first seen. Not for use by two threads at once.
/// </summary>
public sealed class Ranking
{
    private readonly TagTable _table;
    private readonly int _top;
    private readonly string _sign;
    private readonly TagHistory? _history;
    private readonly Comparer<Candidate> _byRank;
    private readonly List<Candidate> _best = [];
    private readonly List<int> _variants = []; // those in the window
    private int[] _sums = [];

    /// <param name="table">The table that numbered the spellings of the window.</param>
    /// <param name="top">How many tags to rank; 0 is all.</param>
    /// <param name="sign">What stands before a tag: <c>#</c>, or nothing for words.</param>
    /// <param name="history">What tags are compared with; null to rank by their counts.</param>
    public Ranking(TagTable table, int top, string sign, TagHistory? history = null)
    {
        (_table, _top, _sign, _history) = (table, top == 0 ? int.MaxValue : top, sign, history);
        _byRank = Comparer<Candidate>.Create((a, b) =>
            a.Score != b.Score ? Nullable.Compare(b.Score, a.Score) : a.Sum != b.Sum ? b.Sum.CompareTo(a.Sum) : _table.CompareKeys(a.Key, b.Key));
    }

    /// <summary>The ranked tags, and the sum of the counts of all tags of the window.</summary>
    public (IReadOnlyList<Trend> Top, long Tags) Of(WindowCounts window)
    {
        _best.Clear();
        var sums = AddUp(window.Counts);
        if (_history?.CanCompare(window.Posts, window.End) == true)
            FindRising(sums, window.Posts, _history);
        else
            FindBest(sums);
        if (_top == int.MaxValue)
            _best.Sort(_byRank);
        return (Describe(window), Sum(window.Counts));
    }

    /// <summary>Makes a window part of what later ones are compared with. Once each, after it was ranked.</summary>
    public void Learn(WindowCounts window) => _history?.Learn(AddUp(window.Counts), window.Posts, window.End);

    // By key. Where no tag has two spellings, the counts are the sums; else a copy of them, in which each variant has moved to
    // its key. A key counted more than two billion times is ranked as if it were two billion.
    private ReadOnlySpan<int> AddUp(ReadOnlySpan<int> counts)
    {
        _variants.Clear();
        foreach (var variant in _table.Variants)
        {
            if (CountOf(variant, counts) > 0)
                _variants.Add(variant);
        }

        if (_variants.Count == 0)
            return counts;
        if (_sums.Length < counts.Length)
            _sums = new int[counts.Length + (counts.Length / 4)];
        var sums = _sums.AsSpan(0, counts.Length);
        counts.CopyTo(sums);
        foreach (var variant in _variants)
        {
            ref var sum = ref sums[_table.KeyOf(variant)];
            sum = (int)Math.Min(int.MaxValue, (long)sum + counts[variant]);
            sums[variant] = 0;
        }

        return sums;
    }

    // A million tags are looked at to show ten: what is below the last of the best so far is passed over, many at a time.
    private void FindBest(ReadOnlySpan<int> sums)
    {
        var key = 0;
        for (; key <= sums.Length - Vector<int>.Count; key += Vector<int>.Count)
        {
            if (Vector.GreaterThanOrEqualAny(new Vector<int>(sums[key..]), new(Least())))
                OfferEnough(key, key + Vector<int>.Count, sums);
        }

        OfferEnough(key, sums.Length, sums);
    }

    private void OfferEnough(int key, int end, ReadOnlySpan<int> sums)
    {
        for (; key < end; key++)
        {
            if (sums[key] >= Least())
                Offer(key, sums, score: null);
        }
    }

    private void FindRising(ReadOnlySpan<int> sums, long posts, TagHistory history)
    {
        for (var key = 0; key < sums.Length; key++)
        {
            if (sums[key] > 0)
                Offer(key, sums, history.Score(key, sums[key], posts));
        }
    }

    private int Least() => _best.Count < _top ? 1 : _best[^1].Sum;

    private void Offer(int key, ReadOnlySpan<int> sums, double? score)
    {
        var offered = new Candidate(score, sums[key], key);
        if (_top == int.MaxValue)
        {
            _best.Add(offered); // and all are sorted at the end
            return;
        }

        if (_best.Count == _top && _byRank.Compare(offered, _best[^1]) > 0)
            return;
        _best.Insert(~_best.BinarySearch(offered, _byRank), offered);
        if (_best.Count > _top)
            _best.RemoveAt(_top);
    }

    private static long Sum(ReadOnlySpan<int> counts)
    {
        var sums = Vector<long>.Zero;
        for (; counts.Length >= Vector<int>.Count; counts = counts[Vector<int>.Count..])
        {
            var some = new Vector<int>(counts);
            sums += Vector.WidenLower(some) + Vector.WidenUpper(some);
        }

        var sum = Vector.Sum(sums);
        foreach (var count in counts)
            sum += count;
        return sum;
    }

    private Trend[] Describe(WindowCounts window)
    {
        var spellings = new Dictionary<int, List<int>>(_best.Count);
        var previous = new Dictionary<int, long>(_best.Count);
        foreach (var (_, _, key) in _best)
        {
            spellings.Add(key, [key]);
            previous.Add(key, CountOf(key, window.Previous));
        }

        foreach (var variant in _table.Variants)
        {
            if (!spellings.TryGetValue(_table.KeyOf(variant), out var ofKey))
                continue;
            ofKey.Add(variant);
            previous[_table.KeyOf(variant)] += CountOf(variant, window.Previous);
        }

        var trends = new Trend[_best.Count];
        for (var rank = 0; rank < trends.Length; rank++)
        {
            var key = _best[rank].Key;
            var count = 0L;
            foreach (var spelling in spellings[key])
                count += CountOf(spelling, window.Counts);
            trends[rank] = new(Text(_table.Key(key)), Text(_table.Spelling(MostFrequent(spellings[key], window))), count, previous[key], _best[rank].Score);
        }

        return trends;
    }

    private static int MostFrequent(List<int> spellings, WindowCounts window)
    {
        var most = 0;
        foreach (var spelling in spellings)
            most = Math.Max(most, CountOf(spelling, window.Counts));
        var candidates = new List<int>(spellings.Count);
        foreach (var spelling in spellings)
        {
            if (CountOf(spelling, window.Counts) == most)
                candidates.Add(spelling);
        }

        return candidates.Count == 1 ? candidates[0] : window.FirstSeen(candidates.ToArray());
    }

    private static int CountOf(int spelling, ReadOnlySpan<int> counts) => spelling < counts.Length ? counts[spelling] : 0;

    private string Text(ReadOnlySpan<byte> utf8) => _sign + Encoding.UTF8.GetString(utf8);

    private readonly record struct Candidate(double? Score, int Sum, int Key);
}
