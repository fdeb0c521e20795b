using TweetStream.Hashtags;

namespace TweetStream.Trends;

/// <summary>
/// How often each tag was used in the windows before, and how far a count stands out from that: the significance of
/// SigniTrend (Schubert, Weiler and Kriegel, KDD 2014). Owns a mean and a variance of each tag's count per post, in which a
/// window counts half as much after ten windows' time, and says when there is no past yet to compare with. Leaves the
/// order to <see cref="Ranking"/>. The formula and a worked example: <c>docs/trends.md</c>. Not for use by two threads at once.
/// </summary>
/// <param name="windowSize">In ms.</param>
public sealed class TagHistory(long windowSize)
{
    /// <summary>After so many windows' time what a window taught has lost half of its weight.</summary>
    public const double HalfLife = 10;

    /// <summary>So many posts of a window are noise, whatever the tag's past: a tag that nobody knows must be used more often to rise.</summary>
    public const double Noise = 5;

    // A first window that was open for a moment only is no past: it would make all rise that it did not happen to hold.
    private const double LeastShare = 0.5;

    private double[] _means = []; // by key, as all here
    private double[] _variances = [];
    private double _weight; // posts of all windows so far, of older ones less
    private long _posts; // of the last window
    private long _end;

    /// <summary>Whether the past holds enough to compare a window with.</summary>
    /// <param name="posts">Of the window.</param>
    /// <param name="end">Of the window, in ms since the Unix epoch.</param>
    public bool CanCompare(long posts, long end) => _weight > 0 && WeightAt(end) >= posts * LeastShare;

    /// <summary>How far a count of a window with so many posts is above what was to be expected, in deviations; below 0 where it is not.</summary>
    public double Score(int key, int count, long posts)
    {
        var (mean, variance) = key < _means.Length ? (_means[key], _variances[key]) : (0, 0);
        return (count - Math.Max(mean * posts, Noise)) / ((Math.Sqrt(variance) * posts) + Noise);
    }

    /// <summary>Makes a window part of the past, once, after it was compared.</summary>
    /// <param name="counts">Count of each key; those beyond its length have none.</param>
    /// <param name="posts">Of the window; one without posts teaches nothing.</param>
    /// <param name="end">Of the window, in ms since the Unix epoch, later than that of the window before.</param>
    public void Learn(ReadOnlySpan<int> counts, long posts, long end)
    {
        if (posts == 0)
            return;
        _weight = WeightAt(end) + posts;
        (_posts, _end) = (posts, end);
        Reserve(counts.Length);
        var rate = posts / _weight;
        for (var key = 0; key < _means.Length; key++)
        {
            var count = key < counts.Length ? counts[key] : 0;
            if (count == 0 && _means[key] == 0)
                continue;
            var difference = ((double)count / posts) - _means[key];
            _means[key] += rate * difference;
            _variances[key] = (1 - rate) * (_variances[key] + (rate * difference * difference));
        }
    }

    /// <summary>Raises the count of every key that is still expected in a window to 1, so that its number is not given to another.</summary>
    public void Keep(Span<int> counts)
    {
        for (var key = 0; key < Math.Min(counts.Length, _means.Length); key++)
        {
            if (_means[key] * _posts >= 1)
                counts[key] = Math.Max(counts[key], 1);
        }
    }

    /// <summary>Gives every key its new number, <c>newKeys[old]</c>; where that is -1, its past is forgotten.</summary>
    public void Renumber(ReadOnlySpan<int> newKeys)
    {
        var (means, variances) = (_means, _variances);
        (_means, _variances) = ([], []);
        Reserve(newKeys.Length - newKeys.Count(-1));
        for (var key = 0; key < Math.Min(means.Length, newKeys.Length); key++)
        {
            // Not of the heir of a key, which has no past of its own.
            if (means[key] != 0 && newKeys[key] >= 0)
                (_means[newKeys[key]], _variances[newKeys[key]]) = (means[key], variances[key]);
        }
    }

    /// <summary>Writes everything that decides a later score.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write(_weight);
        to.Write7BitEncodedInt64(_posts);
        to.Write7BitEncodedInt64(_end);
        to.Write7BitEncodedInt(_means.Length - _means.AsSpan().Count(0));
        for (var key = 0; key < _means.Length; key++)
        {
            if (_means[key] == 0)
                continue;
            to.Write7BitEncodedInt(key);
            to.Write(_means[key]);
            to.Write(_variances[key]);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, into a history that knows nothing yet.</summary>
    /// <param name="from">Where it was written.</param>
    /// <param name="keys">All keys are below it.</param>
    /// <exception cref="InvalidDataException">What is read cannot be.</exception>
    public void Restore(BinaryReader from, int keys)
    {
        _weight = from.ReadAmount();
        _posts = from.ReadNumber(0, long.MaxValue);
        _end = from.ReadNumber(long.MinValue, long.MaxValue);
        Reserve(keys);
        var least = 0;
        for (var left = from.ReadNumber(0, keys); left > 0; left--)
        {
            var key = from.ReadNumber(least, keys - 1);
            (_means[key], _variances[key]) = (from.ReadAmount(), from.ReadAmount());
            least = key + 1;
        }
    }

    private double WeightAt(long end) => _weight * Math.Pow(2, -Math.Max(0, end - _end) / (HalfLife * windowSize));

    private void Reserve(int keys)
    {
        if (keys <= _means.Length)
            return;
        Array.Resize(ref _means, keys);
        Array.Resize(ref _variances, keys);
    }
}
